import type { ImportItem } from '../run/import-run.js';
import { type GhostPost, type GhostTag, type GhostUser, isInternal } from './ghost-post.js';
import { findPrimaryTag } from './site.js';

/** Tags and users that the posts of a site have. */
export class TaxonomyUse {
  readonly tags = new Set<string>();
  /** Tags that are the primary tag of a post, of which sections are made. */
  readonly primaryTags = new Set<string>();
  readonly users = new Set<string>();

  see(post: GhostPost): void {
    const primary = findPrimaryTag(post);
    if (primary) this.primaryTags.add(primary.id);
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
    else if (use.tags.has(tag.id)) yield { ...name, status: 'used', reason: describeTag(tag, use) };
    else yield { ...name, status: 'left out', reason: 'no post has it' };
  }
  for (const { id, slug, website, location } of users) {
    const isUsed = use.users.has(id);
    const status = isUsed ? 'used' : 'left out';
    yield {
      item: `user ${id} ${slug}`,
      kind: 'user',
      status,
      reason: isUsed ? describeUser({ website, location }) : 'no post is by this user',
    };
  }
}

/** Describes the outcome of a tag. Tags have no description here; sections have. */
function describeTag({ id, description }: GhostTag, { primaryTags }: TaxonomyUse): string {
  const isLost = description.trim() !== '' && !primaryTags.has(id);
  return isLost ? 'used as a tag; its description was not imported' : 'used as a section or tag';
}

function describeUser({ website, location }: Pick<GhostUser, 'website' | 'location'>): string {
  const lost = [...(website === '' ? [] : ['website']), ...(location === '' ? [] : ['location'])];
  return lost.length === 0 ? 'in bylines' : `in bylines; not imported: ${lost.join(', ')}`;
}
