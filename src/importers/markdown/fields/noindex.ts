import { describeNoindex, forbidsIndexing } from '../../run/noindex.js';
import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';

/**
 * Returns true if the front matter keeps an article out of search engines or sitemaps: the value of `noindex`, or
 * `robots: noindex`, or `sitemap: false` of Jekyll and `sitemap: { disable: true }` of Hugo. Else returns null.
 */
export function readNoindex(fields: Fields, noindex: boolean | null, findings: Findings): true | null {
  const robots = fields.peek('robots');
  const isForbidden = robots !== undefined && forbidsIndexing(String(robots.value));
  if (isForbidden) fields.take('robots');
  const sitemap = fields.peek('sitemap');
  const disable = sitemap?.fields()?.peek('disable');
  const isExcluded = sitemap?.value === false || disable?.value === true;
  if (isExcluded) fields.take('sitemap');
  const isNoindex = noindex === true || isForbidden || isExcluded;
  if (isNoindex) findings.addWarningOnLine(1, describeNoindex('in the front matter'));
  return isNoindex || null;
}
