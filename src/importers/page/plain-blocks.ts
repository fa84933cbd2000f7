import { escapeHtml } from '../../shared/html.js';
import { isBoxLabel, isScreenLine, plain } from './labels.js';
import type { PlainLine } from './plain-lines.js';
import { isProse, isSentence, isUseless, PROSE } from './plain-prose.js';

const BULLET = /^([•◦▪●*–—-]|\d{1,2}[.)])\s+/u;
const CREDIT =
  /^(photo(graph|s)?|image|picture|illustration|credit|source|foto|bild)s?( credit| by)?\s*[:/©]/iu;

interface Block {
  kind: 'p' | 'h2' | 'ul' | 'ol';
  lines: string[];
}

/** The paragraphs, headings and lists of an article's text, without the boxes that stand among them. */
export function plainBlocks(lines: PlainLine[], title: string): { blocks: Block[]; leftOut: string[] } {
  const blocks: Block[] = [];
  const leftOut: string[] = [];
  let box: PlainLine | null = null;
  for (const [i, line] of lines.entries()) {
    const { text, group } = line;
    const rest = lines.slice(i + 1).map((each) => each.text);
    // A box whose heading has lines right below it ends with them.
    if (box && group > box.group && lines[i - 1]!.group === box.group && lines[i - 1] !== box) box = null;
    if (isBoxLabel(text)) box = line;
    if (isProse(text) && (!box || isArticleAgain(text, rest))) {
      box = null;
      blocks.push({ kind: 'p', lines: [text] });
    } else if (box || isUseless(text) || plain(text) === plain(title) || CREDIT.test(text))
      leftOut.push(text);
    else if (BULLET.test(text)) addToList(blocks, text);
    else if (isHeading(text, rest)) blocks.push({ kind: 'h2', lines: [text] });
    else if (isSentence(text)) blocks.push({ kind: 'p', lines: [text] });
    else leftOut.push(text);
  }
  while (blocks.at(-1)?.kind === 'h2') leftOut.push(blocks.pop()!.lines[0]!);
  return { blocks, leftOut };
}

/** Teasers are short, and stand between titles. */
function isArticleAgain(line: string, rest: string[]): boolean {
  return line.length >= PROSE * 1.5 || isProse(rest[0] ?? '');
}

function isHeading(line: string, rest: string[]): boolean {
  if (line.length > 90 || /[.,;:]$/.test(line) || line.split(/\s+/).length > 14) return false;
  const next = rest.find((each) => !isScreenLine(each));
  if (next === undefined) return false;
  return isProse(next) || BULLET.test(next) || (isSentence(next) && next.split(' ').length >= 6);
}

function addToList(blocks: Block[], line: string): void {
  const kind = /^\d/.test(line) ? 'ol' : 'ul';
  const item = line.replace(BULLET, '');
  const last = blocks.at(-1);
  if (last?.kind === kind) last.lines.push(item);
  else blocks.push({ kind, lines: [item] });
}

export function htmlOfBlocks(blocks: Block[]): string {
  return blocks
    .map(({ kind, lines }) => {
      const isList = kind === 'ul' || kind === 'ol';
      const inner = lines.map((line) => (isList ? `<li>${escapeHtml(line)}</li>` : escapeHtml(line)));
      return `<${kind}>${inner.join('')}</${kind}>`;
    })
    .join('\n');
}
