import { findCode } from './code-mask.js';

/** An output or a tag of a template. */
export interface TemplateTag {
  text: string;
  from: number;
  to: number;
}

/** Characters of a tag that is looked for, so that an open brace does not search the whole text each time. */
const MAX_LENGTH = 4_000;

/** Finds the outputs and tags of Liquid and Nunjucks, also those with braces in them: `{% figure { id: "a" } %}`. */
export function findTemplateTags(text: string): TemplateTag[] {
  const tags: TemplateTag[] = [];
  let from = findStart(text, 0);
  while (from !== -1) {
    const to = findTagEnd(text, from);
    if (to !== -1) tags.push({ text: text.slice(from, to), from, to });
    from = findStart(text, to === -1 ? from + 2 : to);
  }
  return tags;
}

/** Replaces outputs and tags. */
export function replaceTemplateTags(text: string, replace: (tag: TemplateTag) => string): string {
  let result = '';
  let last = 0;
  for (const tag of findTemplateTags(text)) {
    result += text.slice(last, tag.from) + replace(tag);
    last = tag.to;
  }
  return result + text.slice(last);
}

function findStart(text: string, from: number): number {
  const [output, tag] = [text.indexOf('{{', from), text.indexOf('{%', from)];
  return output === -1 || tag === -1 ? Math.max(output, tag) : Math.min(output, tag);
}

/** Returns the end of a tag: where its braces are closed outside of quotes, else at the first closing sign. */
function findTagEnd(text: string, from: number): number {
  const close = text[from + 1] === '{' ? '}}' : '%}';
  const last = Math.min(text.length, from + MAX_LENGTH);
  let depth = 0;
  let quote = '';
  for (let i = from + 2; i < last; i += 1) {
    const sign = text.charAt(i);
    if (quote !== '') {
      if (sign === '\\') i += 1;
      else if (sign === quote) quote = '';
    } else if (depth === 0 && text.startsWith(close, i)) return i + 2;
    else if (sign === '"' || sign === "'" || sign === '`') quote = sign;
    else if (sign === '{') depth += 1;
    else if (sign === '}' && depth > 0) depth -= 1;
  }
  const end = text.slice(from, last).indexOf(close, 2);
  return end === -1 ? -1 : from + end + 2;
}

/** An attribute list, such as `{#nets}` at the end of a heading, which is no comment. */
const ATTRIBUTES = /^\{#[\w:.-]+(?:[ \t][^{}#\n]*)?\}/;

/** Removes the comments of Nunjucks outside of code, `{# ... #}`, which may be longer than a line. */
export function removeComments(text: string, onRemoved: (comment: string, offset: number) => void): string {
  const first = text.indexOf('{#');
  if (first === -1 || text.indexOf('#}', first) === -1) return text;
  const code = findCode(text);
  const parts: string[] = [];
  let last = 0;
  for (let from = first; from !== -1; from = text.indexOf('{#', Math.max(last, from + 1))) {
    const end = text.indexOf('#}', from + 2);
    if (end === -1) break;
    const isText =
      ATTRIBUTES.test(text.slice(from, from + 200)) ||
      code.some((each) => each.from < from && from < each.to);
    if (isText) continue;
    const comment = text.slice(from, end + 2);
    onRemoved(comment, from);
    // Line breaks stay, so that lines of later findings are right.
    parts.push(text.slice(last, from), comment.replace(/[^\n]+/g, ''));
    last = end + 2;
  }
  return parts.join('') + text.slice(last);
}
