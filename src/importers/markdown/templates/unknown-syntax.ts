import { visit } from 'unist-util-visit';
import { parseMarkdown } from '../parse-markdown.js';

/** Syntax of other programs that GitHub Flavored Markdown does not have, by what the report calls it. */
const SYNTAX: [name: string, pattern: RegExp][] = [
  ['definition lists (": text")', /^:[ \t]+\S/gm],
  ['containers (":::note")', /^:::+[ \t]*[\w{]/gm],
  ['links of Obsidian ("[[note]]")', /!?\[\[[^[\]\n]+\]\]/g],
];

/** Finds syntax outside of code that stays as text. Lines count from 0 in the text. Throws ContentRefusedError. */
export function findUnknownSyntax(markdown: string): { text: string; line: number }[] {
  if (!/^[ \t>]*:|\[\[/m.test(markdown)) return [];
  const found = new Map<string, { count: number; line: number }>();
  visit(parseMarkdown(markdown), 'text', ({ value, position }, index, parent) => {
    const startsLine = index === 0 && parent?.type === 'paragraph';
    for (const [name, pattern] of SYNTAX) {
      for (const { 0: match, index: offset } of value.matchAll(pattern)) {
        if (match.startsWith(':') && offset === 0 && !startsLine) continue;
        const line = (position?.start.line ?? 1) + value.slice(0, offset).split('\n').length - 2;
        const first = found.get(name);
        if (first) first.count += 1;
        else found.set(name, { count: 1, line });
      }
    }
  });
  return [...found].map(([name, { count, line }]) => ({
    text: `${name} are not known and stay as text: ${count}`,
    line,
  }));
}
