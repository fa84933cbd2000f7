import type { ImportItem } from '../run/import-run.js';
import { type GhostPost, type GhostTag, type GhostUser, isInternal } from './ghost-post.js';

/** Tags and users that the posts of a site have. */
export class TaxonomyUse {
  readonly tags = new Set<string>();
  readonly users = new Set<string>();

  see(post: GhostPost): void {
    for (const { id } of post.tags) this.tags.add(id);
    for (const { id } of post.authors) this.users.add(id);
  }
}

/** Yields the outcome of every tag and user of a site. */
export function* createTaxonomyItems(
  tags: Iterable<GhostTag>,
  users: Iterable<GhostUser>,
  use: TaxonomyUse,
): Generator<ImportItem> {
  for (const tag of tags) {
    const name = { item: `tag ${tag.id} ${tag.slug}`, kind: 'tag' };
    if (isInternal(tag)) yield { ...name, status: 'left out', reason: 'internal tag, not public in Ghost' };
    else if (use.tags.has(tag.id)) yield { ...name, status: 'used', reason: 'used as a section or tag' };
    else yield { ...name, status: 'left out', reason: 'no post has it' };
  }
  for (const { id, slug, location } of users) {
    const isUsed = use.users.has(id);
    const status = isUsed ? 'used' : 'left out';
    yield {
      item: `user ${id} ${slug}`,
      kind: 'user',
      status,
      reason: isUsed ? describeUser({ location }) : 'no post is by this user',
    };
  }
}

function describeUser({ location }: Pick<GhostUser, 'location'>): string {
  return location === '' ? 'in bylines' : 'in bylines; not imported: location';
}
