import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createIssue, planNextIssue } from '../../../src/modules/newsletter/issues/issues.js';
import { ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { withWriteLock } from '../../../src/mutations/write-lock.js';
import { SiteLanguages } from '../../../src/shared/languages.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SENT = Date.parse('2026-06-20T07:25:00Z');

let gateway: Gateway;
let store: ViewStore;
beforeAll(async () => {
  gateway = await startGateway();
  store = new ViewStore(gateway.database.pool);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  const { prisma, pool } = gateway.database;
  await pool.query('TRUNCATE newsletter, article_views, article_popularity, popularity_state CASCADE');
  await pool.query('DELETE FROM article');
  await pool.query('DELETE FROM draft');
  await prisma.newsletter.create({
    data: { slug: 'weekly', name: 'Weekly', schedule: '0 7 * * 5', timeZone: 'UTC' },
  });
});

const newsletter = () => gateway.database.prisma.newsletter.findUniqueOrThrow({ where: { slug: 'weekly' } });

async function publish(slug: string, at: number, section: string[] = ['World']): Promise<number> {
  await gateway.save({ slug, section, publishedAt: new Date(at) });
  return (await gateway.database.prisma.draft.findFirstOrThrow({ where: { slug } })).id;
}

/** Counts views of an article at a time. */
const view = (id: number, at: number, views: number) =>
  store.addHourlyCounts(new Map([[at, new Map([[id, views]])]]), new Date(at));

const ENGLISH = new SiteLanguages({ primary: 'en' });

async function send(at: number): Promise<string[]> {
  const { prisma } = gateway.database;
  const row = await newsletter();
  const issueId = await withWriteLock(prisma, (tx) => createIssue(tx, row, ENGLISH, null, new Date(at)));
  if (issueId === null) return [];
  const entries = await prisma.newsletterIssueArticle.findMany({
    where: { issueId },
    orderBy: { position: 'asc' },
    select: { draft: { select: { slug: true } } },
  });
  return entries.map(({ draft }) => draft.slug);
}

async function plan(at: number) {
  const { selection } = await planNextIssue(gateway.database.prisma, (await newsletter()).id, new Date(at));
  return selection;
}

test('Each view counts for one issue, also those in the hour in which an issue is sent', async () => {
  const id = await publish('read-on', SENT - 50 * HOUR);
  await publish('of-first-issue', SENT - HOUR);
  await gateway.database.pool.query(
    `INSERT INTO newsletter_plan (newsletter_id, article_ids) SELECT id, ARRAY[$1::int] FROM newsletter`,
    [(await gateway.database.prisma.draft.findFirstOrThrow({ where: { slug: 'of-first-issue' } })).id],
  );
  await view(id, SENT - 20 * MINUTE, 100); // 07:05, in the hour of sending
  expect(await send(SENT)).toEqual(['of-first-issue']);
  await view(id, SENT + 5 * MINUTE, 7); // 07:30, in the same hour
  await view(id, SENT + 2 * HOUR, 30);
  await publish('of-second-issue', SENT + HOUR);
  const selection = await plan(SENT + 3 * HOUR);
  expect(selection.find(({ articleId }) => articleId === id)).toMatchObject({ views: 37, isMostRead: true });

  const other = await publish('unread-at-first', SENT - 40 * HOUR);
  await view(other, SENT + 10 * MINUTE, 4); // not viewed before the issue in its hour
  expect((await plan(SENT + 3 * HOUR)).find(({ articleId }) => articleId === other)).toMatchObject({
    views: 4,
  });
});

test('No article is in two issues of a newsletter, however often it is read', async () => {
  const evergreen = await publish('evergreen', SENT - 100 * HOUR);
  const seen: string[] = [];
  for (let week = 0; week < 3; week++) {
    const at = SENT + week * 168 * HOUR;
    for (let i = 0; i < 4; i++) await publish(`news-${week}-${i}`, at - (i + 1) * HOUR);
    await view(evergreen, at - HOUR, 1_000);
    seen.push(...(await send(at)));
  }
  expect(seen).toHaveLength(1 + 3 * 4);
  expect(new Set(seen).size).toBe(seen.length);
  // Nothing new: what was read is not sent alone.
  await view(evergreen, SENT + 400 * HOUR, 9);
  expect(await send(SENT + 500 * HOUR)).toEqual([]);
});

test('An article published while an issue is sent is in the next one', async () => {
  await publish('before', SENT - HOUR);
  await send(SENT);
  await publish('at-seven', SENT - 1_000); // due at the time of the issue, published a moment later
  expect(await send(SENT + 168 * HOUR)).toEqual(['at-seven']);
});

test('The sections of a branch share its places, and pages and later articles stay out', async () => {
  for (let i = 0; i < 14; i++) {
    const id = await publish(`match-${i}`, SENT - i * HOUR - 1, ['Sport', i % 2 ? 'Football' : 'Rowing']);
    await view(id, SENT - MINUTE, 500 - i);
  }
  await publish('treaty', SENT - 60 * HOUR, ['World']);
  await publish('opera', SENT - 70 * HOUR, ['Culture']);
  await publish('tomorrow', SENT + 24 * HOUR, ['World']);
  await gateway.save({ slug: 'imprint', kind: 'PAGE', publishedAt: new Date(SENT - HOUR) });
  const slugs = await send(SENT);
  expect(slugs).toEqual(expect.arrayContaining(['treaty', 'opera']));
  expect(slugs.filter((slug) => slug.startsWith('match-'))).toHaveLength(4);
  expect(slugs).toHaveLength(6);
});

test('Related articles are spread: of ten reports on one storm, others get places first', async () => {
  const ids: number[] = [];
  for (let i = 0; i < 24; i++) ids.push(await publish(`story-${i}`, SENT - i * HOUR - 1));
  const storm = ids.slice(0, 10);
  const values = storm.flatMap((a) => storm.filter((b) => b !== a).map((b) => `(${a}, ${b}, 0.9, false)`));
  await gateway.database.pool.query('DELETE FROM related_article');
  const before = await plan(SENT);
  await gateway.database.pool.query(
    `INSERT INTO related_article (article_id, related_id, score, same_series) VALUES ${values.join()}`,
  );
  const after = await plan(SENT);
  const reports = (selection: typeof after) =>
    selection.filter(({ articleId }) => storm.includes(articleId)).length;
  expect([before.length, after.length]).toEqual([12, 12]);
  expect(reports(before)).toBe(10);
  expect(reports(after)).toBeLessThan(8);
});
