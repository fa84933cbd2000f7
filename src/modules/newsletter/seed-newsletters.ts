import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { cacheTags } from '../../cache/cache-tags.js';
import type { Database } from '../../database/database.js';
import { appendChange } from '../../mutations/append-change.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import type { SeedTools } from '../module.js';
import { computeNextTime } from './issues/schedule.js';

const SEED_FILE = new URL('../../../seeds/newsletters.yaml', import.meta.url);

const SEED_SCHEMA = z.array(
  z.strictObject({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    /** Names in further languages. */
    translations: z.record(z.string(), z.record(z.string(), z.string())),
    schedule: z.string(),
    timeZone: z.string(),
    /** True for the newsletter that pages offer. */
    isOffered: z.boolean().default(false),
    issues: z.array(
      z.strictObject({
        sentAt: z.coerce.date(),
        subject: z.string(),
        intro: z.string(),
        /** Slugs of the articles, in all languages. Those that the site does not have are left out. */
        articles: z.array(z.string()),
      }),
    ),
  }),
);

/** Adds the newsletters of the seed data, unless newsletters exist or articles were edited. */
export async function seedNewsletters(
  { prisma, pool }: Pick<Database, 'prisma' | 'pool'>,
  { languages }: Pick<SeedTools, 'languages'> = { languages: [] },
): Promise<void> {
  const { rows } = await pool.query<{ isSeedable: boolean }>(`
    SELECT EXISTS (SELECT FROM draft WHERE source_id LIKE 'seeds/%')
      AND NOT EXISTS (SELECT FROM newsletter) AND NOT EXISTS (SELECT FROM api_key) AS "isSeedable"`);
  if (!rows[0]?.isSeedable) return;
  const { parse } = await import('yaml');
  const seeds = SEED_SCHEMA.parse(parse(await readFile(SEED_FILE, 'utf8')));
  const articles = await prisma.article.findMany({ select: { id: true, slug: true } });
  const ids = new Map(articles.map(({ id, slug }) => [slug, id]));
  await withWriteLock(prisma, async (tx) => {
    if (await hasEditorData(tx)) return; // another instance was first
    for (const { issues, isOffered, translations, ...newsletter } of seeds) {
      const { id } = await tx.newsletter.create({
        data: {
          ...newsletter,
          texts: translations,
          nextAt: computeNextTime(newsletter),
          issues: {
            create: issues.map(({ articles: slugs, sentAt, ...texts }, before) => ({
              sentAt,
              // An issue in several languages has the title of its first article in each, and no introduction.
              ...(languages.length === 0 && texts),
              number: before + 1,
              articles: {
                create: slugs
                  .flatMap((slug) => ids.get(slug) ?? [])
                  .map((articleId, position) => ({ articleId, position, isMostRead: false })),
              },
            })),
          },
        },
      });
      if (isOffered) {
        await tx.siteSettings.upsert({
          where: { id: 0 },
          create: { id: 0, newsletterId: id },
          update: { newsletterId: id, updatedAt: new Date() },
        });
        await appendChange(tx, { kind: 'UPDATED', nodeType: 'Site', nodeId: 0, keys: [cacheTags.site] });
      }
      const changed = [cacheTags.newsletters, cacheTags.newsletter(id), cacheTags.newsletterIssues];
      await appendChange(tx, { kind: 'CREATED', nodeType: 'Newsletter', nodeId: id, keys: changed });
    }
  });
}

async function hasEditorData(tx: Transaction): Promise<boolean> {
  return (await tx.newsletter.count()) > 0 || (await tx.apiKey.count()) > 0;
}
