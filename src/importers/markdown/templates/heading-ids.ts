import { renderMarkdown } from '../../../content/markdown/markdown-to-html.js';
import { maskCode, unmask } from './code-mask.js';

/** A heading with braces at its end: `## Nets {#nets}`, `## Nets {: #nets .wide}`. */
const HEADING = /^ {0,3}(#{1,6})[ \t]([^{}]*)\{([^{}]*)\}[ \t]*#*$/;
/** The same on a line that becomes a heading by `===` or `---` below it. */
const UNDERLINED = /^ {0,3}([^\s#>*+-][^{}]*)\{([^{}]*)\}[ \t]*$/;
/** Begin of a list of attributes; other braces are text. */
const ATTRIBUTES = /^(?::|[#.][\w:-]|[\w-]{1,50}=)/;
const UNDERLINE = /^ {0,3}([=-])\1*[ \t]*$/;

/** Gives headings the IDs of their attribute lists, outside of code. The lists themselves are removed. */
export function convertHeadingIds(markdown: string): string {
  if (!/\{[ \t:]*[#.\w]/.test(markdown)) return markdown;
  return unmask(convertHeadings(maskCode(markdown).split('\n')).join('\n'));
}

/**
 * Converts the headings with an ID of their own to HTML. Those of the first level stay Markdown, because they may be
 * the title; front ends give it no ID.
 */
export function convertHeadings(lines: string[]): string[] {
  const converted = [...lines];
  for (const [i, line] of lines.entries()) {
    const [, signs = '', title = '', attributes] = matchAttributes(HEADING, line, 3);
    const sign = attributes === undefined ? UNDERLINE.exec(lines[i + 1] ?? '')?.[1] : undefined;
    const [, underlined = '', ofUnderlined] = sign === undefined ? [] : matchAttributes(UNDERLINED, line, 2);
    if (attributes !== undefined) converted[i] = formatHeading(signs.length, title, attributes);
    else if (ofUnderlined !== undefined) {
      converted[i] = formatHeading(sign === '=' ? 1 : 2, underlined, ofUnderlined);
      converted[i + 1] = '';
    }
  }
  return converted;
}

/** Returns the groups of a pattern, if the one with the braces' content is a list of attributes. */
function matchAttributes(pattern: RegExp, line: string, group: number): string[] {
  const match = pattern.exec(line);
  return match && ATTRIBUTES.test((match[group] ?? '').trim()) ? match : [];
}

function formatHeading(level: number, title: string, attributes: string): string {
  const id = /#([\w:.-]+)/.exec(attributes)?.[1];
  if (id === undefined || level === 1) return `${'#'.repeat(level)} ${title.trim()}`;
  return `<h${level} id="${id}">${renderInline(title.trim())}</h${level}>\n`;
}

function renderInline(text: string): string {
  return renderMarkdown(unmask(text)).replace(/^<p>|<\/p>\s*$/g, '');
}
