import { visit } from 'unist-util-visit';
import { type Findings, quoteValue } from './front-matter/findings.js';
import { parseMarkdown } from './parse-markdown.js';

const TAG = /\{\{[^{}]*\}\}|\{%[^{}]*%\}/g;
const SITE_VARIABLE = String.raw`site\.(?:baseurl|url|github\.url)`;
const SITE_URL_TAG = new RegExp(String.raw`^\{\{-?\s*${SITE_VARIABLE}\s*-?\}\}$`);
const FILTERS = String.raw`\|\s*(?:relative_url|absolute_url|url|prepend:\s*${SITE_VARIABLE})\s*`;
const FILTERED_URL_TAG = new RegExp(String.raw`^\{\{-?\s*(["'])([^"']*)\1\s*(?:${FILTERS})+-?\}\}$`);

/**
 * Removes template tags from URLs (`{{ site.baseurl }}/a.png`), which would break them. Other tags stay as
 * text, with a warning; tags in code are ignored.
 * @throws {ContentRefusedError} if the Markdown is nested too deeply or too long.
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
    const line = bodyLine + markdown.slice(0, first.offset).split('\n').length - 1;
    const tag = quoteValue(first.tag);
    findings.addWarningOnLine(
      line,
      unresolved.length === 1
        ? `the template tag ${tag} was not resolved and stays as text`
        : `${unresolved.length} template tags were not resolved and stay as text; the first is ${tag}`,
    );
  }
  return clean;
}

/** Removes the template tags of a single URL. */
export function removeSiteUrl(url: string): string {
  return url.replace(TAG, (tag) => resolveUrlTag(tag) ?? tag);
}

/** Returns the value of a URL tag on a site at the root of its domain, or null for other tags. */
function resolveUrlTag(tag: string): string | null {
  return SITE_URL_TAG.test(tag) ? '' : (FILTERED_URL_TAG.exec(tag)?.[2] ?? null);
}

/** Converts Jekyll's code blocks to Markdown's. Line numbers do not change. */
function convertLiquidBlocks(body: string): string {
  return body
    .replace(/\{%-?\s*(end)?raw\s*-?%\}/g, '')
    .replace(/^([ \t]*)\{%-?\s*highlight\s+([\w+#-]+)(?:[^\w+#{}\n-][^{}\n]*)?%\}/gm, '$1```$2')
    .replace(/^([ \t]*)\{%-?\s*endhighlight\s*-?%\}/gm, '$1```');
}

/** Returns a function that checks if an offset is inside code. Offsets must be passed in ascending order. */
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
