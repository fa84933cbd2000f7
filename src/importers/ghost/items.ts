import type { ImportItem } from '../run/import-run.js';
import type { SubscriberImporter } from '../run/imported-subscriber.js';
import { importSubscriberItems } from '../run/subscriber-items.js';
import { createArticleItem } from './article.js';
import { readRows } from './export-file.js';
import { type GhostTag, type GhostUser, isInternal } from './ghost-post.js';
import { readMembers } from './members.js';
import { readMenus } from './menus.js';
import type { GhostExport } from './read-export.js';
import { findPrimaryTag, type GhostSite } from './site.js';

/** Yields every item of an export: posts and pages, tags, users, newsletters and members. */
export async function* readExportItems(
  file: string,
  ghostExport: GhostExport,
  site: GhostSite,
  {
    subscribers,
    getDefaultNewsletter,
  }: { subscribers: SubscriberImporter; getDefaultNewsletter: () => Promise<string> },
): AsyncGenerator<ImportItem> {
  for await (const { table, row } of readRows(file)) {
    if (table === 'posts') yield await createPostItem(row, ghostExport, site);
  }
  yield* createTaxonomyItems(ghostExport);
  yield* readMenus(ghostExport.menus, site);
  yield* importNewsletterItems(ghostExport, subscribers);
  const origin = { source: site.source, asOf: ghostExport.exportedOn };
  yield* importSubscriberItems(readMembers(file, ghostExport, getDefaultNewsletter), subscribers, origin);
}

async function createPostItem(row: unknown, ghostExport: GhostExport, site: GhostSite): Promise<ImportItem> {
  try {
    return await createArticleItem(ghostExport.parsePost(row), site);
  } catch (error) {
    if ((error as Error).name !== 'ZodError') throw error;
    return {
      item: 'post',
      kind: 'post',
      refused: ['the post has no id, so that a second import could not recognise it'],
    };
  }
}

function* createTaxonomyItems(ghostExport: GhostExport): Generator<ImportItem> {
  const posts = ghostExport.outlines.map((outline) => ghostExport.parsePost(outline));
  const tags = new Set(posts.flatMap((post) => post.tags.map(({ id }) => id)));
  const primary = new Set(posts.flatMap((post) => findPrimaryTag(post)?.id ?? []));
  const users = new Set(posts.flatMap((post) => post.authors.map(({ id }) => id)));
  for (const tag of ghostExport.tags.values()) {
    const name = { item: `tag ${tag.id} ${tag.slug}`, kind: 'tag' };
    if (isInternal(tag)) yield { ...name, status: 'left out', reason: 'internal tag, not public in Ghost' };
    else if (tags.has(tag.id)) yield { ...name, status: 'used', reason: describeTag(tag, primary) };
    else yield { ...name, status: 'left out', reason: 'no post has it' };
  }
  for (const { id, slug, website, location } of ghostExport.users.values()) {
    const isUsed = users.has(id);
    const status = isUsed ? 'used' : 'left out';
    yield {
      item: `user ${id} ${slug}`,
      kind: 'user',
      status,
      reason: isUsed ? describeUser({ website, location }) : 'no post is by this user',
    };
  }
}

/** Says what became of a tag. Tags have no description here; sections have. */
function describeTag({ id, description }: GhostTag, primary: Set<string>): string {
  const isLost = description.trim() !== '' && !primary.has(id);
  return isLost ? 'used as a tag; its description was not imported' : 'used as a section or tag';
}

function describeUser({ website, location }: Pick<GhostUser, 'website' | 'location'>): string {
  const lost = [...(website === '' ? [] : ['website']), ...(location === '' ? [] : ['location'])];
  return lost.length === 0 ? 'in bylines' : `in bylines; not imported: ${lost.join(', ')}`;
}

async function* importNewsletterItems(
  { newsletters, memberNewsletters: listed }: GhostExport,
  subscribers: SubscriberImporter,
): AsyncGenerator<ImportItem> {
  const exported = [...newsletters.values()];
  const namedByMembers = [...listed].map(([slug, name]) => ({
    slug,
    name,
    description: '',
    status: 'active',
  }));
  const all = exported.length > 0 ? exported : namedByMembers;
  const active = all.filter(({ status }) => status !== 'archived');
  const results = await subscribers.importNewsletters(
    active.map(({ slug, name, description }) => ({ slug, name, description: description || null })),
  );
  for (const [i, { slug }] of active.entries()) {
    const { outcome: status, reason } = results[i]!;
    yield { item: `newsletter ${slug}`, kind: 'newsletter', status, reason };
  }
  for (const { slug } of all.filter((each) => !active.includes(each))) {
    const reason = 'archived in Ghost';
    yield { item: `newsletter ${slug}`, kind: 'newsletter', status: 'left out', reason };
  }
}
