import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { PrismaClient } from '../../database/generated/client.js';
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
  const isOthers = (await prisma.newsletter.count()) > 0 || (await prisma.apiKey.count()) > 0;
  if (!hasSeeds || isOthers) return;
  const { parse } = await import('yaml');
  const planted = FORM.parse(parse(await readFile(FILE, 'utf8')));
  const articles = await prisma.article.findMany({ select: { id: true, slug: true } });
  const ids = new Map(articles.map(({ id, slug }) => [slug, id]));
  await prisma.$transaction(
    planted.map(({ issues, ...newsletter }) =>
      prisma.newsletter.create({
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
      }),
    ),
  );
}
