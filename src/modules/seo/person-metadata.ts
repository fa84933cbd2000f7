import type { Loaders } from '../../graphql/loaders.js';
import type { Author } from '../author/author.type.js';
import type { SiteMetadata } from './site-metadata.js';

/** Describes authors as persons. */
export function describeAuthors(
  persons: Author[],
  common: SiteMetadata,
  { authors }: Pick<Loaders, 'authors'>,
): object[] {
  return persons.map(({ name, slug, role }) => ({
    '@type': 'Person',
    name,
    jobTitle: role ?? undefined,
    url: common.toAbsoluteUrl(authors.getPath({ slug })),
  }));
}
