import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { PrismaClient } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { appendChange } from '../editing/change-log.js';
import { inTurn } from '../editing/turns.js';
import { nextTime } from './schedule.js';

const FILE = new URL('../../../seeds/newsletters.yaml', import.meta.url);

const FORM = z.array(
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
export async function plantNewsletters(prisma: PrismaClient): Promise<void> {
  const hasSeeds = (await prisma.draft.count({ where: { sourceId: { startsWith: 'seeds/' } } })) > 0;
  if (!hasSeeds || (await isOthers(prisma))) return;
  const { parse } = await import('yaml');
  const planted = FORM.parse(parse(await readFile(FILE, 'utf8')));
  const articles = await prisma.article.findMany({ select: { id: true, slug: true } });
  const ids = new Map(articles.map(({ id, slug }) => [slug, id]));
  await inTurn(prisma, async (tx) => {
    if (await isOthers(tx)) return; // another instance was first
    for (const { issues, ...newsletter } of planted) {
      const { id } = await tx.newsletter.create({
        data: {
          ...newsletter,
          nextAt: nextTime(newsletter),
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
      const changed = [keys.newsletters, keys.newsletter(id), keys.newsletterIssues];
      await appendChange(tx, { kind: 'CREATED', nodeType: 'Newsletter', nodeId: id, keys: changed });
    }
  });
}

async function isOthers(prisma: Pick<PrismaClient, 'newsletter' | 'apiKey'>): Promise<boolean> {
  return (await prisma.newsletter.count()) > 0 || (await prisma.apiKey.count()) > 0;
}
