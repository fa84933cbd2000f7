import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { cacheTags } from '../../cache/cache-tags.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { appendChange } from '../../mutations/affected-tags.js';
import { withWriteLock } from '../../mutations/write-lock.js';
import { computeNextTime } from './issues/schedule.js';

const SEED_FILE = new URL('../../../seeds/newsletters.yaml', import.meta.url);

const SEED_SCHEMA = z.array(
  z.strictObject({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    schedule: z.string(),
    timeZone: z.string(),
    issues: z.array(
      z.strictObject({
        sentAt: z.coerce.date(),
        subject: z.string(),
        intro: z.string(),
        /** Slugs. */
        articles: z.array(z.string()),
      }),
    ),
  }),
);

/** Gives the newsroom of the seeds its newsletters, where nobody has set up any or edited anything. */
export async function seedNewsletters(prisma: PrismaClient): Promise<void> {
  const hasSeeds = (await prisma.draft.count({ where: { sourceId: { startsWith: 'seeds/' } } })) > 0;
  if (!hasSeeds || (await hasEditorData(prisma))) return;
  const { parse } = await import('yaml');
  const seeds = SEED_SCHEMA.parse(parse(await readFile(SEED_FILE, 'utf8')));
  const articles = await prisma.article.findMany({ select: { id: true, slug: true } });
  const ids = new Map(articles.map(({ id, slug }) => [slug, id]));
  await withWriteLock(prisma, async (tx) => {
    if (await hasEditorData(tx)) return; // another instance was first
    for (const { issues, ...newsletter } of seeds) {
      const { id } = await tx.newsletter.create({
        data: {
          ...newsletter,
          nextAt: computeNextTime(newsletter),
          issues: {
            create: issues.map(({ articles: slugs, ...issue }, before) => ({
              ...issue,
              number: before + 1,
              articles: {
                create: slugs
                  .filter((slug) => ids.has(slug))
                  .map((slug, position) => ({ articleId: ids.get(slug)!, position, isMostRead: false })),
              },
            })),
          },
        },
      });
      const changed = [cacheTags.newsletters, cacheTags.newsletter(id), cacheTags.newsletterIssues];
      await appendChange(tx, { kind: 'CREATED', nodeType: 'Newsletter', nodeId: id, keys: changed });
    }
  });
}

async function hasEditorData(prisma: Pick<PrismaClient, 'newsletter' | 'apiKey'>): Promise<boolean> {
  return (await prisma.newsletter.count()) > 0 || (await prisma.apiKey.count()) > 0;
}
