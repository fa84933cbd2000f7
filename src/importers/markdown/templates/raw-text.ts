import { maskText } from './code-mask.js';

const RAW_TAG = /^\{%-?\s{0,20}raw\s{0,20}-?%\}$/;
const END_TAG = /\{%-?\s{0,20}endraw\s{0,20}-?%\}/g;

/**
 * Masks the braces between `{% raw %}` and the next `{% endraw %}`, and removes these two tags. As in Liquid,
 * such a tag is plain text within a raw text or an output, such as `{{ "{% raw %}" }}`.
 */
export function maskRawText(text: string): string {
  const parts: string[] = [];
  let last = 0;
  for (let tag = findTag(text, 0); tag !== null; tag = findTag(text, tag.to)) {
    if (!RAW_TAG.test(text.slice(tag.from, tag.to))) continue;
    END_TAG.lastIndex = tag.to;
    const end = END_TAG.exec(text);
    if (end === null) break;
    parts.push(
      text.slice(last, tag.from),
      text.slice(tag.to, end.index).replace(/[{}]/g, (sign) => maskText(sign)),
    );
    last = tag.to = END_TAG.lastIndex;
  }
  return parts.join('') + text.slice(last);
}

/**
 * Finds the next output or tag of Liquid. One without an end is taken for text, and so is the rest of the
 * text.
 */
function findTag(text: string, start: number): { from: number; to: number } | null {
  const [output, tag] = [text.indexOf('{{', start), text.indexOf('{%', start)];
  const isOutput = output !== -1 && (tag === -1 || output < tag);
  const from = isOutput ? output : tag;
  if (from === -1) return null;
  const to = text.indexOf(isOutput ? '}}' : '%}', from + 2);
  return to === -1 ? null : { from, to: to + 2 };
}
