import type { RobotsColumns } from '../../../shared/robots.js';
import { describeNoindex, forbidsFollowing, forbidsIndexing } from '../../run/noindex.js';
import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';

/**
 * Returns what the front matter forbids search engines: the values of `noindex` and `nofollow`, directives such as
 * `robots: noindex, nofollow`, and of the index also `sitemap: false` of Jekyll and `sitemap: { disable: true }` of Hugo.
 */
export function readRobots(
  fields: Fields,
  { noindex, nofollow }: RobotsColumns,
  findings: Findings,
): RobotsColumns {
  const robots = fields.peek('robots');
  const directives = robots === undefined ? '' : String(robots.value);
  const isForbidden = forbidsIndexing(directives);
  const isUnfollowed = forbidsFollowing(directives);
  if (isForbidden || isUnfollowed) fields.take('robots');
  const sitemap = fields.peek('sitemap');
  const disable = sitemap?.fields()?.peek('disable');
  const isExcluded = sitemap?.value === false || disable?.value === true;
  if (isExcluded) fields.take('sitemap');
  const isNoindex = noindex === true || isForbidden || isExcluded;
  if (isNoindex) findings.addWarningOnLine(1, describeNoindex('in the front matter'));
  return { noindex: isNoindex || null, nofollow: nofollow === true || isUnfollowed || null };
}
