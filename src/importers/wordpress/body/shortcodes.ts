/** A shortcode: `[name key="value" positional]inner[/name]`. */
export interface Shortcode {
  name: string;
  attributes: Record<string, string>;
  /** Values that have no name, in order. */
  positional: string[];
  /** Content up to the end tag with its shortcodes converted. Null if there is no end tag. */
  inner: string | null;
  /** Source text of the opening tag. */
  source: string;
  /** True if it is written as `[name /]`. */
  isSelfClosing: boolean;
}

interface OpenShortcode {
  shortcode: Omit<Shortcode, 'inner'>;
  html: string;
}

const TAG = /\[(\[?)(\/?)([a-zA-Z][\w-]*)((?:[\s=/\u00a0][^[\]]*)?)\](\]?)/g;

/** An end tag that a start tag follows: columns and boxes of page builders, which are paragraphs of their own. */
const SIDE_BY_SIDE = /(\[\/[\w-]+\])(?=\[[a-zA-Z])/g;

/**
 * Converts the shortcodes of a content, innermost first: https://codex.wordpress.org/Shortcode_API.
 * `[[name]]` is an escaped `[name]`.
 */
export function renderShortcodes(content: string, render: (shortcode: Shortcode) => string): string {
  if (!content.includes('[')) return content;
  return splitCode(content)
    .map((part, i) => (i % 2 === 1 ? part : renderOutsideCode(part.replace(SIDE_BY_SIDE, '$1\n\n'), render)))
    .join('');
}

/** Splits content into text and code, alternating. Brackets in code are no shortcodes. */
function splitCode(content: string): string[] {
  const parts: string[] = [];
  const lower = content.toLowerCase();
  let position = 0;
  for (const { 0: tag, 1: name, index } of lower.matchAll(/<(pre|code|script|style)\b/g)) {
    if (index < position) continue;
    const end = lower.indexOf(`</${name}>`, index);
    // Ignore an unclosed tag and stop: searching for each end again would take quadratic time.
    if (end === -1) break;
    parts.push(content.slice(position, index), content.slice(index, end + tag.length + 2));
    position = end + tag.length + 2;
  }
  return [...parts, content.slice(position)];
}

function renderOutsideCode(content: string, render: (shortcode: Shortcode) => string): string {
  const tags = [...content.matchAll(TAG)];
  const lastEndTags = new Map(tags.flatMap((tag, i) => (tag[2] === '/' ? [[tag[3] ?? '', i] as const] : [])));
  const open: OpenShortcode[] = [];
  let html = '';
  const write = (text: string) => {
    const within = open.at(-1);
    if (within) within.html += text;
    else html += text;
  };
  const close = (hasEnd: boolean) => {
    const closed = open.pop();
    if (!closed) return;
    const { shortcode, html: inner } = closed;
    write(hasEnd ? render({ ...shortcode, inner }) : render({ ...shortcode, inner: null }) + inner);
  };
  let position = 0;
  for (const [i, tag] of tags.entries()) {
    const [written, before = '', end, name = '', rest = '', after = ''] = tag;
    write(content.slice(position, tag.index));
    position = tag.index + written.length;
    if (before && after) write(written.slice(1, -1));
    else if (end) {
      const at = open.findLastIndex(({ shortcode }) => shortcode.name === name);
      while (at !== -1 && open.length > at + 1) close(false);
      if (at === -1) write(written);
      else close(true);
    } else {
      const shortcode = parseTag(name, rest, `[${name}${rest}]`);
      write(before);
      const isEnclosing = !shortcode.isSelfClosing && (lastEndTags.get(name) ?? -1) > i;
      if (isEnclosing) open.push({ shortcode, html: after });
      else write(render({ ...shortcode, inner: null }) + after);
    }
  }
  while (open.length > 0) close(false);
  return html + content.slice(position);
}

function parseTag(name: string, rest: string, source: string): Omit<Shortcode, 'inner'> {
  const attributes: Record<string, string> = {};
  const positional: string[] = [];
  const isSelfClosing = /(^|[\s"'])\/\s*$/.test(rest);
  const text = (isSelfClosing ? rest.replace(/\/\s*$/, '') : rest).replace(/[\u00a0\u200b]/g, ' ');
  // `[youtube=address]` is the old syntax of WordPress.com.
  for (const [, key, ...values] of text.replace(/^=/, ' ').matchAll(ATTRIBUTE)) {
    const value = values.find((each) => each !== undefined) ?? '';
    if (key) attributes[key.toLowerCase()] = value;
    else positional.push(value);
  }
  return { name, attributes, positional, source, isSelfClosing };
}

const ATTRIBUTE = /(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g;
