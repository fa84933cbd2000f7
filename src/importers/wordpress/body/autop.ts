import { trimEnd } from '../../../shared/text/trim-end.js';

/** Block-level elements, which end a paragraph. */
const BLOCKS = new Set(
  'address article aside blockquote caption center col colgroup dd details div dl dt fieldset figcaption figure'
    .concat(' footer form h1 h2 h3 h4 h5 h6 header hr legend li main map menu nav ol p section summary table')
    .concat(' tbody td tfoot th thead tr ul')
    .split(' '),
);
/** Elements with content that is copied verbatim. */
const VERBATIM_ELEMENTS = /^(pre|script|style|textarea|object|video|audio|picture)$/;
/** Elements in which even a single text becomes a paragraph. */
const FLOW_ELEMENTS = /^(blockquote|body)$/;
/** Elements that may contain line breaks but no paragraphs. */
const PHRASE_ELEMENTS = /^(h[1-6]|summary|caption|figcaption|dt|legend|address)$/;

/** Elements with an optional end tag: a second one closes the first. */
const OPEN_ENDED_ELEMENTS = /^(p|li|dt|dd|tr|td|th)$/;

const PIECE = /<!--[^<>]*>|<(\/?)([a-zA-Z][\w-]*)(?:[^\w<>-][^<>]*)?>|[^<]+|</g;
const LONE_URL = /^[ \t]*(https?:\/\/[^\s<>"]+)[ \t]*$/gm;

/**
 * Creates paragraphs in text of the classic editor, as WordPress does on display. A blank line ends a
 * paragraph, a line break becomes `<br>`, and a URL alone on a line becomes a separate paragraph.
 */
export function makeParagraphs(content: string): string {
  const open: string[] = ['body'];
  let html = '';
  let run = '';
  let verbatim: string | null = null;
  const endRun = () => {
    html += wrapParagraphs(run, open.at(-1) ?? 'body');
    run = '';
  };
  for (const [piece, slash, tag] of content.replace(/\r\n?/g, '\n').matchAll(PIECE)) {
    const name = tag?.toLowerCase();
    if (verbatim !== null) {
      html += piece;
      if (slash && name === verbatim) verbatim = null;
    } else if (name !== undefined && (BLOCKS.has(name) || VERBATIM_ELEMENTS.test(name))) {
      endRun();
      html += piece;
      if (VERBATIM_ELEMENTS.test(name)) verbatim = slash ? null : name;
      else if (slash) closeElement(open, name);
      else openElement(open, name);
    } else run += piece;
  }
  endRun();
  return html;
}

function openElement(open: string[], name: string): void {
  const innermost = open.at(-1);
  if (innermost === 'p' || (innermost === name && OPEN_ENDED_ELEMENTS.test(name))) open.pop();
  if (!/^(hr|col)$/.test(name)) open.push(name);
}

function closeElement(open: string[], name: string): void {
  const at = open.lastIndexOf(name);
  if (at > 0) open.length = at;
}

function wrapParagraphs(run: string, within: string): string {
  if (run.trim() === '') return run;
  const parts = PHRASE_ELEMENTS.test(within) ? [run] : run.replace(LONE_URL, '\n\n$1\n\n').split(/\n\s*\n/);
  const texts = parts.map((part) => part.trim()).filter(Boolean);
  const withLineBreaks = texts.map(breakLines);
  if (withLineBreaks.length === 1 && !FLOW_ELEMENTS.test(within)) return withLineBreaks.join('');
  // Join with no line break: inside an element that spans paragraphs, it would become another paragraph.
  return withLineBreaks.map((text) => `<p>${text}</p>`).join('');
}

function breakLines(text: string): string {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  return [...lines.map((line) => trimEnd(line, /[ \t]/).replace(/<br\s*\/?>$/i, '')), last].join('<br>\n');
}
