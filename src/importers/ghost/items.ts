import type { ImportItem } from '../import-run.js';
import type { SubscriberImporter } from '../imported-subscriber.js';
import { subscriberItems } from '../subscriber-items.js';
import { articleItem } from './article.js';
import { rowsOf } from './export-file.js';
import { isInternal } from './ghost-post.js';
import { membersOf } from './members.js';
import type { GhostExport } from './read-export.js';
import type { GhostSite } from './site.js';

/** Every item of an export with what becomes of it: posts and pages, tags, people, newsletters, members. */
export async function* exportItems(
  file: string,
  found: GhostExport,
  site: GhostSite,
  { subscribers, fallback }: { subscribers: SubscriberImporter; fallback: () => Promise<string> },
): AsyncGenerator<ImportItem> {
  for await (const { table, row } of rowsOf(file)) {
    if (table === 'posts') yield await postItem(row, found, site);
  }
  yield* namedItems(found);
  yield* newsletterItems(found, subscribers);
  const origin = { source: site.source, asOf: found.exportedOn };
  yield* subscriberItems(membersOf(file, found, fallback), subscribers, origin);
}

async function postItem(row: unknown, found: GhostExport, site: GhostSite): Promise<ImportItem> {
  try {
    return await articleItem(found.postOf(row), site);
  } catch (error) {
    if ((error as Error).name !== 'ZodError') throw error;
    return { item: 'post', kind: 'post', refused: ['it has no id, by which a second import would know it'] };
  }
}

function* namedItems(found: GhostExport): Generator<ImportItem> {
  const posts = found.outlines.map((outline) => found.postOf(outline));
  const tags = new Set(posts.flatMap((post) => post.tags.map(({ id }) => id)));
  const users = new Set(posts.flatMap((post) => post.authors.map(({ id }) => id)));
  for (const tag of found.tags.values()) {
    const name = { item: `tag ${tag.id} ${tag.slug}`, kind: 'tag' };
    if (isInternal(tag)) yield { ...name, fate: 'left out', reason: 'internal: readers never saw it' };
    else if (tags.has(tag.id)) yield { ...name, fate: 'used', reason: 'a section, a tag or both' };
    else yield { ...name, fate: 'left out', reason: 'on no post' };
  }
  for (const { id, slug } of found.users.values()) {
    const isUsed = users.has(id);
    const fate = isUsed ? 'used' : 'left out';
    yield { item: `user ${id} ${slug}`, kind: 'user', fate, reason: isUsed ? 'in bylines' : 'wrote no post' };
  }
}

async function* newsletterItems(
  { newsletters, listed }: GhostExport,
  subscribers: SubscriberImporter,
): AsyncGenerator<ImportItem> {
  const own = [...newsletters.values()];
  const named = [...listed].map(([slug, name]) => ({ slug, name, description: '', status: 'active' }));
  const all = own.length > 0 ? own : named;
  const active = all.filter(({ status }) => status !== 'archived');
  const intakes = await subscribers.importNewsletters(
    active.map(({ slug, name, description }) => ({ slug, name, description: description || null })),
  );
  for (const [i, { slug }] of active.entries()) {
    const { outcome: fate, reason } = intakes[i]!;
    yield { item: `newsletter ${slug}`, kind: 'newsletter', fate, reason };
  }
  for (const { slug } of all.filter((each) => !active.includes(each))) {
    const reason = 'archived there';
    yield { item: `newsletter ${slug}`, kind: 'newsletter', fate: 'left out', reason };
  }
}
