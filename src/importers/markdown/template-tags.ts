import { visit } from 'unist-util-visit';
import { type Findings, quoteValue } from './front-matter/findings.js';
import { parseMarkdown } from './parse-markdown.js';

const TAG = /\{\{[^{}]*\}\}|\{%[^{}]*%\}/g;
const SITE_VARIABLE = String.raw`site\.(?:baseurl|url|github\.url)`;
const SITE_URL_TAG = new RegExp(String.raw`^\{\{-?\s*${SITE_VARIABLE}\s*-?\}\}$`);
const FILTERS = String.raw`\|\s*(?:relative_url|absolute_url|url|prepend:\s*${SITE_VARIABLE})\s*`;
const FILTERED_URL_TAG = new RegExp(String.raw`^\{\{-?\s*(["'])([^"']*)\1\s*(?:${FILTERS})+-?\}\}$`);

/**
 * Takes out what a template would have put in front of addresses (`{{ site.baseurl }}/a.png`) and would now
 * break them. Any other tag stays as text, and the receipt says so. Code is left alone: there the braces are
 * what the author writes about.
 *
 * @throws {ContentRefusedError} when the Markdown is nested too deep or is too long to be read.
 */
export function removeTemplateTags(body: string, bodyLine: number, findings: Findings): string {
  if (!/\{\{|\{%/.test(body)) return body;
  const markdown = convertLiquidBlocks(body);
  const isCode = createCodeLocator(markdown);
  const unresolved: { tag: string; offset: number }[] = [];
  const clean = markdown.replace(TAG, (tag, offset: number) => {
    if (isCode(offset)) return tag;
    const url = resolveUrlTag(tag);
    if (url === null) unresolved.push({ tag, offset });
    return url ?? tag;
  });
  const [first] = unresolved;
  if (first !== undefined) {
    const count = unresolved.length === 1 ? 'a template tag is' : `${unresolved.length} template tags are`;
    const line = bodyLine + markdown.slice(0, first.offset).split('\n').length - 1;
    findings.addWarningOnLine(
      line,
      `${count} left as text, ${unresolved.length === 1 ? '' : 'the first '}${quoteValue(first.tag)}`,
    );
  }
  return clean;
}

/** The same for a single address. */
export function removeSiteUrl(url: string): string {
  return url.replace(TAG, (tag) => resolveUrlTag(tag) ?? tag);
}

/** What an address tag stands for on a site that lives at the root of its domain; null for other tags. */
function resolveUrlTag(tag: string): string | null {
  return SITE_URL_TAG.test(tag) ? '' : (FILTERED_URL_TAG.exec(tag)?.[2] ?? null);
}

/** Jekyll's way to write code blocks, as Markdown's; every line stays where it is. */
function convertLiquidBlocks(body: string): string {
  return body
    .replace(/\{%-?\s*(end)?raw\s*-?%\}/g, '')
    .replace(/^([ \t]*)\{%-?\s*highlight\s+([\w+#-]+)(?:[^\w+#{}\n-][^{}\n]*)?%\}/gm, '$1```$2')
    .replace(/^([ \t]*)\{%-?\s*endhighlight\s*-?%\}/gm, '$1```');
}

/** Tells of ascending offsets whether each is inside code. */
function createCodeLocator(markdown: string): (offset: number) => boolean {
  const ranges: [number, number][] = [];
  visit(parseMarkdown(markdown), ['code', 'inlineCode'], ({ position }) => {
    ranges.push([position!.start.offset!, position!.end.offset!]);
  });
  let next = 0;
  return (offset) => {
    while (next < ranges.length && ranges[next]![1] <= offset) next += 1;
    return next < ranges.length && ranges[next]![0] <= offset;
  };
}
