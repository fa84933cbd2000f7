import type { OnRemoved } from './shortcodes.js';

/** Removes the syntax that MDX adds to Markdown: imports, exports, comments, components and expressions. */
export function removeMdx(text: string, onRemoved: OnRemoved): string {
  const lines = text.replace(/^(?:import|export)\s[^\n]*(?:\n(?=[ \t}\])])[^\n]*)*/gm, (code) =>
    code.replace(/[^\n]+/g, ''),
  );
  let result = '';
  let position = 0;
  while (position < lines.length) {
    const start = findStart(lines, position);
    if (start === -1) break;
    const end = lines[start] === '{' ? findEnd(lines, start, '}') : findEnd(lines, start + 1, '>');
    result += lines.slice(position, start);
    if (end === -1) {
      result += lines[start];
      position = start + 1;
      continue;
    }
    const tag = lines.slice(start, end + 1);
    if (!tag.startsWith('{/*') && !tag.startsWith('</')) onRemoved(tag, start);
    position = end + 1;
  }
  return result + lines.slice(position);
}

function findStart(text: string, from: number): number {
  const found = text.slice(from).search(/<\/?[A-Z]|\{/);
  return found === -1 ? -1 : from + found;
}

/** Finds the end of a tag or expression, outside of quotes and nested braces. */
function findEnd(text: string, from: number, close: '}' | '>'): number {
  let depth = close === '}' ? -1 : 0;
  let quote = '';
  for (let i = from; i < Math.min(text.length, from + 4_000); i += 1) {
    const sign = text.charAt(i);
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === '`') quote = sign;
    else if (sign === close && depth === 0) return i;
    else if (sign === '{') depth += 1;
    else if (sign === '}') depth -= 1;
  }
  return -1;
}
