import { trimEnd } from '../../../shared/text/trim-end.js';

/** Elements that stand apart from the text around them. */
const BLOCKS = new Set(
  'address article aside blockquote caption center col colgroup dd details div dl dt fieldset figcaption figure'
    .concat(' footer form h1 h2 h3 h4 h5 h6 header hr legend li main map menu nav ol p section summary table')
    .concat(' tbody td tfoot th thead tr ul')
    .split(' '),
);
/** What stands in these is no text of which paragraphs are made. */
const VERBATIM_ELEMENTS = /^(pre|script|style|textarea|object|video|audio|picture)$/;
/** In these even a single paragraph is one. */
const FLOW_ELEMENTS = /^(blockquote|body)$/;
/** Text in these is one line after the other, never paragraphs. */
const PHRASE_ELEMENTS = /^(h[1-6]|summary|caption|figcaption|dt|legend|address)$/;

/** A second one of these directly in the first ends it, as nobody need close them. */
const OPEN_ENDED_ELEMENTS = /^(p|li|dt|dd|tr|td|th)$/;

const PIECE = /<!--[^<>]*>|<(\/?)([a-zA-Z][\w-]*)(?:[^\w<>-][^<>]*)?>|[^<]+|</g;
const LONE_URL = /^[ \t]*(https?:\/\/[^\s<>"]+)[ \t]*$/gm;

/**
 * Makes the paragraphs that the classic editor leaves to be made when a post is shown: a blank line ends one,
 * a line break within is a line break, and an address on a line of its own stands alone, for an embed.
 */
export function makeParagraphs(content: string): string {
  const open: string[] = ['body'];
  let html = '';
  let run = '';
  let verbatim: string | null = null;
  const endRun = () => {
    html += wrapParagraphs(run, open.at(-1)!);
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
  const innermost = open.at(-1)!;
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
  if (withLineBreaks.length === 1 && !FLOW_ELEMENTS.test(within)) return withLineBreaks[0]!;
  // Nothing between them: an element that goes on from one to the next would hold it, and be a paragraph more.
  return withLineBreaks.map((text) => `<p>${text}</p>`).join('');
}

function breakLines(text: string): string {
  const lines = text.split('\n');
  const last = lines.pop()!;
  return [...lines.map((line) => trimEnd(line, /[ \t]/).replace(/<br\s*\/?>$/i, '')), last].join('<br>\n');
}
