import { getOwn } from '../../../shared/get-own.js';
import { maskText } from './code-mask.js';
import { convertShortcode, fillShortcode, type ShortcodeValues } from './shortcode-html.js';

/** Receives each tag that was removed from a text, and its offset. */
export type OnRemoved = (tag: string, offset: number) => void;

/** Templates for a site's own shortcodes; null removes a shortcode without a warning. */
export type OwnShortcodes = Record<string, string | null>;

interface Tag {
  from: number;
  to: number;
  name: string;
  isClosing: boolean;
  /** False for tags that have no text between them, as `{{ name() }}` of Zola. */
  canClose: boolean;
  values: Omit<ShortcodeValues, 'inner'>;
}

/** Signs around the shortcodes of Hugo, and around those of Zola, which have parentheses after the name. */
const HUGO_SIGNS = [
  ['{{<', '>}}'],
  ['{{%', '%}}'],
] as const;
const ZOLA_SIGNS = [
  ['{{', '}}'],
  ['{%', '%}'],
] as const;

/** Renders the shortcodes of Hugo or Zola. Removes unknown ones, but not the text between. */
export function replaceShortcodes(
  text: string,
  generator: 'hugo' | 'zola',
  own: OwnShortcodes,
  onRemoved: OnRemoved,
): string {
  const tags = findTags(text, generator);
  return replaceRange(text, tags, { from: 0, to: text.length }, { own, onRemoved });
}

/**
 * Turns escaped shortcodes, such as `{{</* name *\/>}}`, into text that no template is found in. For Zola only calls
 * are shortcodes; of everything else the comment stays.
 */
export function unescapeShortcodes(text: string, generator: 'hugo' | 'zola' | null): string {
  return text.replace(
    /(\{\{[<%]?|\{%)\/\*([^*]*)\*\/([%>]?\}\}|%\})/g,
    (whole, open: string, inner: string, close: string) => {
      const isShortcode = generator !== 'zola' || /^\s*(?:end\s*$|[\w-]+\s*\()/.test(inner);
      return isShortcode ? maskText(open + inner + close) : whole;
    },
  );
}

function replaceRange(
  text: string,
  tags: Tag[],
  { from, to }: { from: number; to: number },
  given: { own: OwnShortcodes; onRemoved: OnRemoved },
): string {
  let result = '';
  let position = from;
  let lastReplaced = -1;
  for (const [i, tag] of tags.entries()) {
    if (i <= lastReplaced) continue;
    result += text.slice(position, tag.from);
    position = tag.to;
    if (tag.isClosing) continue;
    const end = tag.canClose ? findClosing(tags, i, tag.name) : -1;
    const closing = tags[end];
    const inner = closing
      ? replaceRange(text, tags.slice(i + 1, end), { from: tag.to, to: closing.from }, given)
      : '';
    const known = fillOrConvert(tag.name, { ...tag.values, inner }, given.own);
    if (known === null) given.onRemoved(text.slice(tag.from, tag.to), tag.from);
    // Keep the number of lines, by which later findings are placed.
    result += known ?? inner;
    if (closing) {
      position = closing.to;
      lastReplaced = end;
    }
  }
  return result + text.slice(position, to);
}

/** Renders a shortcode by the site's own template, else as convertShortcode does. */
function fillOrConvert(name: string, values: ShortcodeValues, own: OwnShortcodes): string | null {
  const template = getOwn(own, name);
  if (template === undefined) return convertShortcode(name, values);
  return template === null ? '' : fillShortcode(template, values);
}

/** Returns the index of the tag that closes the one at `opening`, or -1. Zola closes with `end`. */
function findClosing(tags: Tag[], opening: number, name: string): number {
  const closesWithEnd = tags.some((tag) => tag.name === 'end');
  let depth = 0;
  for (const [i, tag] of tags.entries()) {
    if (i <= opening) continue;
    if (tag.isClosing && (tag.name === name || tag.name === 'end')) {
      if (depth === 0) return i;
      depth -= 1;
    } else if (!tag.isClosing && tag.canClose && (tag.name === name || closesWithEnd)) depth += 1;
  }
  return -1;
}

function findTags(text: string, generator: 'hugo' | 'zola'): Tag[] {
  const tags: Tag[] = [];
  for (const [open, close] of generator === 'hugo' ? HUGO_SIGNS : ZOLA_SIGNS) {
    let from = text.indexOf(open);
    while (from !== -1) {
      const end = findEnd(text, from + open.length, close);
      const tag = end === -1 ? null : parseTag(text.slice(from + open.length, end), generator);
      if (tag !== null) tags.push({ ...tag, from, to: end + close.length, canClose: open !== '{{' });
      from = text.indexOf(open, tag === null ? from + open.length : end);
    }
  }
  return tags.sort((a, b) => a.from - b.from);
}

/** Longest shortcode that is looked for, so that an open brace does not search the whole text each time. */
const MAX_LENGTH = 4_000;

function findEnd(text: string, from: number, close: string): number {
  let quote = '';
  const last = Math.min(text.length, from + MAX_LENGTH);
  for (let i = from; i < last; i += 1) {
    const sign = text.charAt(i);
    if (quote !== '') {
      if (sign === '\\' && quote === '"') i += 1;
      else if (sign === quote) quote = '';
    } else if (text.startsWith(close, i)) return i;
    else if (sign === '"' || sign === '`') quote = sign;
  }
  return -1;
}

const VALUE = /(?:([\w-]+)\s*=\s*)?(?:"((?:\\.|[^"\\])*)"|`([^`]*)`|'([^']*)'|([^\s,"'`=()]+))/g;

function parseTag(source: string, generator: 'hugo' | 'zola'): Omit<Tag, 'from' | 'to' | 'canClose'> | null {
  const text = source.trim();
  if (generator === 'zola' && text === 'end')
    return { name: 'end', isClosing: true, values: { named: {}, positional: [] } };
  const pattern = generator === 'zola' ? /^()([\w-]+)\s*\(([\s\S]*)\)$/ : /^(\/?)\s*([\w./-]+)([\s\S]*)$/;
  const [, slash, name, rest = ''] = pattern.exec(text) ?? [];
  if (name === undefined) return null;
  const values: Tag['values'] = { named: {}, positional: [] };
  for (const [, key, ...texts] of rest.replace(/\/$/, '').matchAll(VALUE)) {
    const value = (texts.find((each) => each !== undefined) ?? '').replace(/\\(.)/g, '$1');
    if (key === undefined) values.positional.push(value);
    else values.named[key] = value;
  }
  return { name, isClosing: slash === '/', values };
}
