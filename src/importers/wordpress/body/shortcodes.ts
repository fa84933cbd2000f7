/** `[name key="value" positional]inner[/name]`. */
export interface Shortcode {
  name: string;
  attributes: Record<string, string>;
  /** Values without a name, in order. */
  positional: string[];
  /** What stands between it and its end, shortcodes in it carried out; null when it has no end. */
  inner: string | null;
  /** The opening tag as it is written. */
  source: string;
  /** Whether it is written `[name /]`. */
  isSelfClosing: boolean;
}

interface OpenShortcode {
  shortcode: Omit<Shortcode, 'inner'>;
  html: string;
}

const TAG = /\[(\[?)(\/?)([a-zA-Z][\w-]*)((?:[\s=/\u00a0][^[\]]*)?)\](\]?)/g;

/**
 * A content with its shortcodes carried out, by https://codex.wordpress.org/Shortcode_API: `render` says what
 * each comes to, from the inside out. `[[name]]` stands for `[name]` itself.
 */
export function renderShortcodes(content: string, render: (shortcode: Shortcode) => string): string {
  if (!content.includes('[')) return content;
  return splitCode(content)
    .map((part, i) => (i % 2 === 1 ? part : renderOutsideCode(part, render)))
    .join('');
}

/** Text and code by turns. Code shows brackets and means them. */
function splitCode(content: string): string[] {
  const parts: string[] = [];
  const lower = content.toLowerCase();
  let position = 0;
  for (const { 0: tag, 1: name, index } of lower.matchAll(/<(pre|code|script|style)\b/g)) {
    if (index < position) continue;
    const end = lower.indexOf(`</${name}>`, index);
    // One that is not closed is as good as none, and looking again for its end at each would take for ever.
    if (end === -1) break;
    parts.push(content.slice(position, index), content.slice(index, end + tag.length + 2));
    position = end + tag.length + 2;
  }
  return [...parts, content.slice(position)];
}

function renderOutsideCode(content: string, render: (shortcode: Shortcode) => string): string {
  const tags = [...content.matchAll(TAG)];
  const lastEndTags = new Map(tags.flatMap((tag, i) => (tag[2] === '/' ? [[tag[3]!, i] as const] : [])));
  const open: OpenShortcode[] = [];
  let html = '';
  const write = (text: string) => {
    const within = open.at(-1);
    if (within) within.html += text;
    else html += text;
  };
  const close = (hasEnd: boolean) => {
    const { shortcode, html: inner } = open.pop()!;
    write(hasEnd ? render({ ...shortcode, inner }) : render({ ...shortcode, inner: null }) + inner);
  };
  let position = 0;
  for (const [i, tag] of tags.entries()) {
    const [written, before, end, name, rest, after] = tag as unknown as [string, ...string[]];
    write(content.slice(position, tag.index));
    position = tag.index + written.length;
    if (before && after) write(written.slice(1, -1));
    else if (end) {
      const at = open.findLastIndex(({ shortcode }) => shortcode.name === name);
      while (at !== -1 && open.length > at + 1) close(false);
      if (at === -1) write(written);
      else close(true);
    } else {
      const shortcode = parseTag(name!, rest!, `[${name}${rest}]`);
      write(before!);
      const isEnclosing = !shortcode.isSelfClosing && (lastEndTags.get(name!) ?? -1) > i;
      if (isEnclosing) open.push({ shortcode, html: after! });
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
  // `[youtube=address]` is how WordPress.com once wrote it.
  for (const [, key, ...values] of text.replace(/^=/, ' ').matchAll(ATTRIBUTE)) {
    const value = values.find((each) => each !== undefined)!;
    if (key) attributes[key.toLowerCase()] = value;
    else positional.push(value);
  }
  return { name, attributes, positional, source, isSelfClosing };
}

const ATTRIBUTE = /(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g;
