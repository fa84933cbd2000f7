import { buildAuthorPath } from '../../shared/paths.js';
import type { Author } from '../author/author.type.js';
import type { SiteMetadata } from './site-metadata.js';

/** Describes authors as persons. */
export function describeAuthors(authors: Author[], common: SiteMetadata): object[] {
  return authors.map(({ name, slug, role }) => ({
    '@type': 'Person',
    name,
    jobTitle: role ?? undefined,
    url: common.toAbsoluteUrl(buildAuthorPath(slug)),
  }));
}
