import { escapeHtml } from '../../../shared/text/html.js';
import { isBoxLabel, isInterfaceText, normalizeLabel } from '../layout/labels.js';
import { isColonHeading } from './colon-heading.js';
import type { PlainLine } from './plain-lines.js';
import { hasListSign, type ListLine, listLine } from './plain-lists.js';
import { isBoilerplateLine, isProse, isSentence, MIN_PROSE_LENGTH } from './plain-prose.js';

const CREDIT_LINE =
  /^(photo(graph|s)?|image|picture|illustration|credit|source|foto|bild)s?( credit| by)?\s*[:/©]/iu;

interface PlainBlock {
  kind: 'p' | 'h2' | 'ul' | 'ol';
  lines: string[];
  /** HTML attributes of an ordered list that starts at another number than 1 or uses letters. */
  attributes?: string;
}

/** Returns the paragraphs, headings and lists of an article's text, without promotional boxes. */
export function parsePlainBlocks(
  lines: PlainLine[],
  title: string,
): { blocks: PlainBlock[]; removedTexts: string[] } {
  const blocks: PlainBlock[] = [];
  const removedTexts: string[] = [];
  let box: PlainLine | null = null;
  for (const [i, line] of lines.entries()) {
    const { text, group } = line;
    const rest = lines.slice(i + 1).map((each) => each.text);
    // If lines follow a box's heading without an empty line, the box ends with that group.
    const before = lines[i - 1];
    if (box && group > box.group && before?.group === box.group && before !== box) box = null;
    if (isBoxLabel(text)) box = line;
    const beside = [lines[i - 1]?.text ?? '', rest[0] ?? ''];
    const item = listLine(text, beside, isProse(text));
    if (normalizeLabel(text) === normalizeLabel(title)) removedTexts.push(text);
    else if (isProse(text) && (!box || isArticleResumed(text, rest))) {
      box = null;
      if (item) addToList(blocks, item);
      else blocks.push({ kind: 'p', lines: [text] });
    } else if (box || isBoilerplateLine(text) || CREDIT_LINE.test(text)) removedTexts.push(text);
    else if (item) addToList(blocks, item);
    else if (isHeading(line, rest)) blocks.push({ kind: 'h2', lines: [text] });
    else if (isSentence(text)) blocks.push({ kind: 'p', lines: [text] });
    else removedTexts.push(text);
  }
  while (blocks.at(-1)?.kind === 'h2') removedTexts.push(...(blocks.pop()?.lines.slice(0, 1) ?? []));
  return { blocks, removedTexts };
}

/**
 * Returns true if prose after a box is long enough, or followed by prose: teasers are short and separated by
 * titles.
 */
function isArticleResumed(line: string, rest: string[]): boolean {
  return line.length >= MIN_PROSE_LENGTH * 1.5 || isProse(rest[0] ?? '');
}

function isHeading({ text: line, isUnderlined }: PlainLine, rest: string[]): boolean {
  if (line.length > 90 || line.split(/\s+/).length > 14) return false;
  if (isUnderlined) return rest.length > 0;
  if (/[.,;]$/.test(line) || (line.endsWith(':') && !isColonHeading(line))) return false;
  const next = rest.find((each) => !isInterfaceText(each));
  if (next === undefined) return false;
  return isProse(next) || hasListSign(next) || (isSentence(next) && next.split(' ').length >= 6);
}

function addToList(blocks: PlainBlock[], { kind, text, number, isLettered }: ListLine): void {
  const last = blocks.at(-1);
  if (last?.kind === kind) {
    last.lines.push(text);
    return;
  }
  const attributes = `${number === 1 ? '' : ` start="${number}"`}${isLettered ? ' type="a"' : ''}`;
  blocks.push({ kind, lines: [text], attributes });
}

export function renderPlainBlocks(blocks: PlainBlock[]): string {
  return blocks
    .map(({ kind, lines, attributes = '' }) => {
      const isList = kind === 'ul' || kind === 'ol';
      const inner = lines.map((line) => (isList ? `<li>${escapeHtml(line)}</li>` : escapeHtml(line)));
      return `<${kind}${attributes}>${inner.join('')}</${kind}>`;
    })
    .join('\n');
}
