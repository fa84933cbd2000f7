import { trimEnd } from '../../shared/trim-end.js';

/** Elements that stand apart from the text around them. */
const BLOCKS = new Set(
  'address article aside blockquote caption center col colgroup dd details div dl dt fieldset figcaption figure'
    .concat(' footer form h1 h2 h3 h4 h5 h6 header hr legend li main map menu nav ol p section summary table')
    .concat(' tbody td tfoot th thead tr ul')
    .split(' '),
);
/** What stands in these is no text of which paragraphs are made. */
const VERBATIM = /^(pre|script|style|textarea|object|video|audio|picture)$/;
/** In these even a single paragraph is one. */
const FLOW = /^(blockquote|body)$/;
/** Text in these is one line after the other, never paragraphs. */
const PHRASES = /^(h[1-6]|summary|caption|figcaption|dt|legend|address)$/;

/** A second one of these directly in the first ends it, as nobody need close them. */
const OPEN_ENDED = /^(p|li|dt|dd|tr|td|th)$/;

const PIECE = /<!--[^<>]*>|<(\/?)([a-zA-Z][\w-]*)(?:[^\w<>-][^<>]*)?>|[^<]+|</g;
const LONE_ADDRESS = /^[ \t]*(https?:\/\/[^\s<>"]+)[ \t]*$/gm;

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
    html += paragraphs(run, open.at(-1)!);
    run = '';
  };
  for (const [piece, slash, tag] of content.replace(/\r\n?/g, '\n').matchAll(PIECE)) {
    const name = tag?.toLowerCase();
    if (verbatim !== null) {
      html += piece;
      if (slash && name === verbatim) verbatim = null;
    } else if (name !== undefined && (BLOCKS.has(name) || VERBATIM.test(name))) {
      endRun();
      html += piece;
      if (VERBATIM.test(name)) verbatim = slash ? null : name;
      else if (slash) leave(open, name);
      else enter(open, name);
    } else run += piece;
  }
  endRun();
  return html;
}

function enter(open: string[], name: string): void {
  const innermost = open.at(-1)!;
  if (innermost === 'p' || (innermost === name && OPEN_ENDED.test(name))) open.pop();
  if (!/^(hr|col)$/.test(name)) open.push(name);
}

function leave(open: string[], name: string): void {
  const at = open.lastIndexOf(name);
  if (at > 0) open.length = at;
}

function paragraphs(run: string, within: string): string {
  if (run.trim() === '') return run;
  const parts = PHRASES.test(within) ? [run] : run.replace(LONE_ADDRESS, '\n\n$1\n\n').split(/\n\s*\n/);
  const texts = parts.map((part) => part.trim()).filter(Boolean);
  const broken = texts.map(breakLines);
  if (broken.length === 1 && !FLOW.test(within)) return broken[0]!;
  // Nothing between them: an element that goes on from one to the next would hold it, and be a paragraph more.
  return broken.map((text) => `<p>${text}</p>`).join('');
}

function breakLines(text: string): string {
  const lines = text.split('\n');
  const last = lines.pop()!;
  return [...lines.map((line) => trimEnd(line, /[ \t]/).replace(/<br\s*\/?>$/i, '')), last].join('<br>\n');
}
