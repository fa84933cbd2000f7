import { readFile } from 'node:fs/promises';
import type { Database } from '../../database/database.js';
import { withWriteLock } from '../../mutations/write-lock.js';
import { RevisionKind } from '../revision/revision.type.js';
import type { ArticleContent } from './article-content.js';
import { loadLatestContent } from './article-writes.js';
import { updateDraft } from './drafts.js';

const SEED_FILE = new URL('../../../seeds/revisions.yaml', import.meta.url);

/** Later revision of a sample article, which is not published. */
type SeedRevision = Pick<ArticleContent, 'slug'> & Partial<Pick<ArticleContent, 'title' | 'standfirst'>>;

/** Saves later revisions of sample articles, unless one of them has a later revision, or the database is in use. */
export async function seedRevisions({ pool, prisma }: Pick<Database, 'pool' | 'prisma'>): Promise<void> {
  const { rows } = await pool.query<{ slug: string }>(`
    SELECT slug FROM draft WHERE source_id LIKE 'seeds/%' AND revision = 1 AND published_revision = 1
      AND NOT EXISTS (SELECT FROM draft WHERE source_id LIKE 'seeds/%' AND revision > 1)
      AND NOT EXISTS (SELECT FROM api_key)`);
  const untouched = new Set(rows.map(({ slug }) => slug));
  if (untouched.size === 0) return;
  const revisions = (await readSeedRevisions()).filter(({ slug }) => untouched.has(slug));
  if (revisions.length === 0) return;
  await withWriteLock(prisma, async (tx) => {
    for (const { slug, ...changes } of revisions) {
      const draft = await tx.draft.findFirstOrThrow({ where: { slug } });
      const content = { ...(await loadLatestContent(tx, draft)), ...changes };
      await updateDraft(tx, draft.id, content, { kind: RevisionKind.SAVED, keyId: null });
    }
  });
}

async function readSeedRevisions(): Promise<SeedRevision[]> {
  const { parse } = await import('yaml');
  return parse(await readFile(SEED_FILE, 'utf8')) as SeedRevision[];
}
