import { type Findings, quoteValue } from './front-matter/findings.js';
import type { Data, FileContext, SitePage } from './site/site.js';
import { maskCode, unmask } from './templates/code-mask.js';
import { removeComments, replaceTemplateTags } from './templates/find-tags.js';
import { convertHeadingIds } from './templates/heading-ids.js';
import { convertHighlightBlocks } from './templates/highlight-blocks.js';
import { renderLiquid } from './templates/liquid.js';
import { removeMdx } from './templates/mdx.js';
import { maskRawText } from './templates/raw-text.js';
import { restorePictureUrls } from './templates/shortcode-html.js';
import { type OnRemoved, replaceShortcodes, unescapeShortcodes } from './templates/shortcodes.js';

const SITE_VARIABLE = String.raw`site\.(?:baseurl|url|github\.url)`;
const SITE_URL_TAG = new RegExp(String.raw`^\{\{-?\s*${SITE_VARIABLE}\s*-?\}\}$`);
const FILTERS = String.raw`\|\s*(?:relative_url|absolute_url|url|prepend:\s*${SITE_VARIABLE})\s*`;
const FILTERED_URL_TAG = new RegExp(String.raw`^\{\{-?\s*(["'])([^"']*)\1\s*(?:${FILTERS})+-?\}\}$`);

/** Number of removed tags that are named one by one. */
const MAX_NAMED = 20;

/**
 * Renders the template tags of a body. Unknown ones are removed, with a warning for each. Jekyll, Eleventy
 * and Hugo render tags in code too; elsewhere they are text there and stay.
 * @throws {ContentRefusedError} if the Markdown is nested too deeply or too long.
 */
export function resolveTemplateTags(
  body: string,
  bodyLine: number,
  { context, page }: { context: FileContext | null; page: SitePage | null },
  findings: Findings,
): string {
  const isMdx = /\.mdx$/i.test(context?.file.path ?? '');
  if (!isMdx && !/\{\{|\{%|\{#/.test(body)) return body;
  const generator = context?.site?.generator ?? null;
  const own = context?.shortcodes ?? {};
  let removed = 0;
  const report = (text: () => string): OnRemoved => {
    return (tag, offset) => {
      removed += 1;
      if (removed > MAX_NAMED) return;
      const line = bodyLine + text().slice(0, offset).split('\n').length - 1;
      findings.addWarningOnLine(line, `${quoteValue(unmask(tag))} is not known and was removed`);
    };
  };
  const hasLiquid = generator === 'jekyll' || generator === 'eleventy' || generator === null;
  if (hasLiquid && !rendersLiquid(page?.data ?? {})) return body;
  const hasShortcodes = generator === 'hugo' || generator === 'zola' || generator === null;
  // Before the expressions of MDX are removed, which have the same braces.
  const given = isMdx ? convertHeadingIds(body) : body;
  const unescaped = hasShortcodes ? unescapeShortcodes(given, generator) : given;
  const unmasked = hasLiquid ? convertHighlightBlocks(maskRawText(unescaped)) : unescaped;
  const isCodeText = isMdx || generator === null || generator === 'zola';
  let text = isCodeText ? maskCode(unmasked) : unmasked;
  const apply = (change: (text: string, onRemoved: OnRemoved) => string) => {
    const before = text;
    text = change(
      before,
      report(() => before),
    );
  };
  if (isMdx) apply(removeMdx);
  // Templates of other generators have no such comments: their removal is a loss.
  const hasComments = generator === 'eleventy' || generator === null;
  apply((given, onRemoved) => removeComments(given, hasComments ? () => undefined : onRemoved));
  if (generator === 'hugo' || generator === null)
    apply((given, onRemoved) => replaceShortcodes(given, 'hugo', own, onRemoved));
  if (generator === 'zola') apply((given, onRemoved) => replaceShortcodes(given, 'zola', own, onRemoved));
  if (hasLiquid) {
    const basePath = context?.site?.basePath ?? null;
    const values = getValues(context, page);
    apply((given, onRemoved) => renderLiquid(given, { values, basePath, own }, onRemoved));
  }
  if (removed > MAX_NAMED)
    findings.addWarningOnLine(bodyLine, `${removed - MAX_NAMED} more template tags were removed`);
  const resolved = unmask(text);
  return context?.site ? resolved : restorePictureUrls(resolved);
}

/** Returns false if the front matter says that a text has no templates, in the words of Jekyll or Eleventy. */
function rendersLiquid(data: Data): boolean {
  const engine = data.templateEngineOverride;
  return data.render_with_liquid !== false && engine !== false && engine !== 'md';
}

/** Returns the values that templates can use: those of the configuration and of the file's front matter. */
function getValues(context: FileContext | null, page: SitePage | null): Data {
  const { config = {}, basePath = '' } = context?.site ?? {};
  const site = { ...config, baseurl: basePath, url: '', github: { url: basePath } };
  if (page === null) return { site };
  const own = { ...page.data, ...page.templateValues, url: page.address, slug: page.slug };
  return context?.site?.generator === 'eleventy' ? { ...page.data, page: own } : { site, page: own };
}

/** Removes the template tags of a single URL. */
export function removeSiteUrl(url: string): string {
  return replaceTemplateTags(url, ({ text }) => resolveUrlTag(text) ?? text);
}

/** Returns the value of a URL tag on a site at the root of its domain, or null for other tags. */
function resolveUrlTag(tag: string): string | null {
  return SITE_URL_TAG.test(tag) ? '' : (FILTERED_URL_TAG.exec(tag)?.[2] ?? null);
}
