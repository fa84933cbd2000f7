import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addJob } from '../../../src/jobs/queue.js';
import { scheduleDueIssues } from '../../../src/modules/newsletter/issues/schedule-due-issues.js';
import { SCHEDULE_TASK } from '../../../src/modules/newsletter/newsletter-tasks.js';
import { ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { SiteLanguages } from '../../../src/shared/languages.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { findLink, findToken } from '../../support/mail-server.js';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { withShiftedClock } from '../../support/shifted-clock.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

const ENGLISH = new SiteLanguages({ primary: 'en' });
let newsroom: Newsroom;
let articleIds: string[];
beforeAll(async () => {
  newsroom = await startNewsroom();
  for (let i = 1; i <= 4; i++) {
    await newsroom.gateway.save({
      slug: `story-${i}`,
      title: `Story ${i} <b>&`,
      standfirst: `What story ${i} says.`,
      section: ['World'],
      publishedAt: new Date(Date.now() - i * 60_000),
    });
  }
  await newsroom.gateway.save({
    slug: 'secret',
    title: 'Secret xyzzy',
    draft: true,
    publishedAt: new Date(),
  });
  const { articles } = await newsroom.gateway.query('{ articles { nodes { id } } }');
  articleIds = articles.nodes.map(({ id }: { id: string }) => id);
});
afterAll(() => newsroom.close());

const db = () => newsroom.gateway.database;
const query = (text: string, values: unknown[] = []) => db().pool.query(text, values);

/** Inserts confirmed subscribers without sending confirmation mails. */
async function addSubscribers(count: number, host: string): Promise<void> {
  await query(
    `INSERT INTO newsletter_subscription (newsletter_id, email, address_hash, status, confirmed_at)
     SELECT n.id, 'r' || i || '@' || $2::text, sha256(('r' || i || '@' || $2::text)::bytea), 'ACTIVE', '2026-03-01'
     FROM newsletter n, generate_series(1, $1::int) i WHERE n.slug = 'weekly'`,
    [count, host],
  );
}

const dropSubscribers = () => query('DELETE FROM newsletter_subscription');

const progressOf = async (id: string) =>
  (
    await newsroom.queryAsEditor(
      `query ($id: ID!) { node(id: $id) { ... on NewsletterIssue {
        number subject progress { total waiting sent failed skipped }
      } } }`,
      { id },
    )
  ).node;

async function waitUntilSent(id: string): Promise<void> {
  await waitUntil(async () => (await progressOf(id)).progress.waiting === 0);
}

function tally(host: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { to } of newsroom.mail.mails) {
    for (const address of to) if (address.endsWith(host)) counts[address] = (counts[address] ?? 0) + 1;
  }
  return counts;
}

const plan = async (input: object) =>
  (
    await newsroom.queryAsEditor(
      `mutation ($input: PlanNewsletterIssueInput!) { planNewsletterIssue(input: $input) {
        newsletter { nextIssue { subject text articles { slug } entries { reason explanation article { slug } } } } userErrors { field code }
      } }`,
      { input: { newsletter: newsroom.newsletterId, ...input } },
    )
  ).planNewsletterIssue;

describe('Newsletter issue', () => {
  test('is previewed with the articles published since the last issue, without being sent', async () => {
    await addSubscribers(1, 'preview.example');
    const { newsletter } = await newsroom.queryAsEditor(
      `{ newsletter(by: { slug: "weekly" }) { nextIssue {
        subject html text articles { slug } entries { reason explanation views article { slug } }
      } } }`,
    );
    const { subject, html, text, articles, entries } = newsletter.nextIssue;
    expect(entries[0]).toEqual({
      reason: 'SECTION',
      explanation: 'New, and the first of World',
      views: 0,
      article: { slug: 'story-1' },
    });
    expect(entries.slice(1).map(({ reason }: { reason: string }) => reason)).toEqual(['NEW', 'NEW', 'NEW']);
    expect(subject).toBe('Story 1 <b>&');
    expect(articles.map(({ slug }: { slug: string }) => slug)).toEqual([
      'story-1',
      'story-2',
      'story-3',
      'story-4',
    ]);
    expect(html).toContain('Story 1 &lt;b&gt;&amp;');
    expect(html).not.toContain('<b>');
    expect(text).toContain('https://courier.example/world/story-1');
    expect(html + text).not.toContain('xyzzy');
    expect(tally('preview.example')).toEqual({});
    expect(await db().prisma.newsletterIssue.count()).toBe(0);
    await dropSubscribers();
  });

  test('is sent once to every active subscriber, with bulk mail headers and unsubscribe links', async () => {
    await addSubscribers(20, 'once.example');
    await query(`UPDATE newsletter_subscription SET status = 'PENDING' WHERE email = 'r1@once.example'`);
    await query(`UPDATE newsletter_subscription SET status = 'UNSUBSCRIBED' WHERE email = 'r2@once.example'`);
    const id = await newsroom.send();
    await waitUntilSent(id);
    const counts = tally('once.example');
    expect(Object.keys(counts)).toHaveLength(18);
    expect(new Set(Object.values(counts))).toEqual(new Set([1]));
    expect((await progressOf(id)).progress).toEqual({
      total: 18,
      waiting: 0,
      sent: 18,
      failed: 0,
      skipped: 0,
    });
    const [mail] = await newsroom.mail.waitForMails('r3@once.example');
    const { headers, subject, from, text, html } = mail!.parsed;
    expect(subject).toBe('Story 1 <b>&');
    expect(from!.value[0]).toEqual({ name: 'The Harbour Courier', address: 'newsletter@courier.example' });
    expect(mail!.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(mail!.raw).toMatch(/^List-ID: <weekly\.newsletter\.127\.0\.0\.1>\r$/im);
    expect(headers.get('precedence')).toBe('bulk');
    expect(mail!.raw.replace(/\r\n(?=[ \t])/g, '')).toContain(
      `List-Unsubscribe: <${findLink(mail!, 'unsubscribe')}>`,
    );
    expect(text).toContain(
      'because you signed up for it at The Harbour Courier and confirmed it on March 1, 2026',
    );
    expect(html).toContain('because you signed up');
    expect(html).toContain(findLink(mail!, 'unsubscribe'));
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toMatch(/<h3 style="[^"]+"/);
    const [other] = await newsroom.mail.waitForMails('r4@once.example');
    expect(findToken(other!, 'unsubscribe')).not.toBe(findToken(mail!, 'unsubscribe'));
    expect(await newsroom.unsubscribe(findToken(mail!, 'unsubscribe'))).toMatchObject({
      status: 'UNSUBSCRIBED',
    });
    await dropSubscribers();
  });

  test('begins with the articles read most since the last issue', async () => {
    const { id: newsletterId } = await db().prisma.newsletter.findUniqueOrThrow({
      where: { slug: 'weekly' },
    });
    const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;
    await query(`UPDATE newsletter_issue SET sent_at = now() - interval '2 days'`);
    await query('TRUNCATE newsletter_issue_article'); // as if the issue had held other articles
    const stories = await db().prisma.article.findMany({ where: { slug: { startsWith: 'story-' } } });
    const idOf = (slug: string) => stories.find((story) => story.slug === slug)!.id;
    const views = new ViewStore(db().pool);
    await views.addHourlyCounts(new Map([[hoursAgo(80), new Map([[idOf('story-1'), 500]])]]), new Date());
    await views.addHourlyCounts(
      new Map([
        [
          hoursAgo(3),
          new Map([
            [idOf('story-4'), 9],
            [idOf('story-2'), 7],
            [idOf('story-1'), 1],
          ]),
        ],
      ]),
      new Date(),
    );
    const { node } = await newsroom.queryAsEditor(
      'query ($id: ID!) { node(id: $id) { ... on Newsletter { nextIssue { html articles { slug } } } } }',
      { id: toGlobalId('Newsletter', newsletterId) },
    );
    expect(node.nextIssue.articles.map(({ slug }: { slug: string }) => slug)).toEqual([
      'story-4',
      'story-2',
      'story-1',
      'story-3',
    ]);
    expect(node.nextIssue.html).toMatch(/Most read.*Story 4.*Story 1.*>New<.*Story 3/s);
    await query('UPDATE newsletter_issue SET sent_at = now()');
    await query(
      `INSERT INTO newsletter_issue_article (issue_id, article_id, position, is_most_read)
       SELECT i.id, a.id, a.id, false FROM newsletter_issue i, article a`,
    );
  });

  test('is not created without new articles', async () => {
    const { sendNewsletterIssue } = await newsroom.queryAsEditor(
      'mutation ($id: String!) { sendNewsletterIssue(input: { newsletter: $id }) { issue { id } userErrors { code } } }',
      { id: newsroom.newsletterId },
    );
    expect(sendNewsletterIssue).toEqual({ issue: null, userErrors: [{ code: 'NOT_ALLOWED' }] });
  });

  test('uses the articles, subject and intro planned by an editor', async () => {
    const { newsletter, userErrors } = await plan({
      subject: ' Two to read ',
      intro: 'Good morning.\n\n<script>',
      articles: [articleIds[2], articleIds[0]],
    });
    expect(userErrors).toEqual([]);
    expect(newsletter.nextIssue.articles).toEqual([{ slug: 'story-3' }, { slug: 'story-1' }]);
    expect(newsletter.nextIssue.entries).toEqual(
      ['story-3', 'story-1'].map((slug) => ({
        reason: 'EDITOR_PICK',
        explanation: 'Planned by an editor; was in no. 1',
        article: { slug },
      })),
    );
    expect(newsletter.nextIssue.subject).toBe('Two to read');
    await addSubscribers(1, 'chosen.example');
    const id = await newsroom.send();
    const [mail] = await newsroom.mail.waitForMails('r1@chosen.example');
    expect(mail!.parsed.subject).toBe('Two to read');
    expect(mail!.parsed.html).toContain('&lt;script&gt;');
    expect(mail!.parsed.text).toContain('Good morning.');
    await waitUntilSent(id);
    // The plan is used once.
    expect(await db().prisma.newsletterPlan.count()).toBe(0);
    await dropSubscribers();
  });

  test('rejects a plan with an unpublished article or a multi-line subject', async () => {
    const draft = await db().prisma.draft.findFirstOrThrow({ where: { slug: 'secret' } });
    const draftId = Buffer.from(`Article:${draft.id}`).toString('base64url');
    expect((await plan({ articles: [articleIds[0], draftId] })).userErrors).toEqual([
      { field: ['articles', '1'], code: 'NOT_FOUND' },
    ]);
    expect((await plan({ subject: 'One\r\nBcc: eve@evil.example' })).userErrors).toEqual([
      { field: ['subject'], code: 'INVALID' },
    ]);
  });

  test('stays in the archive without the articles unpublished since', async () => {
    const archive = async () =>
      (
        await newsroom.gateway.query(`{ newsletter(by: { slug: "weekly" }) { issues(first: 1) {
          totalCount nodes { number subject sentAt html text newsletter { slug } articles { slug } }
        } } }`)
      ).newsletter.issues;
    const [issue] = (await archive()).nodes;
    expect(issue).toMatchObject({ number: 2, newsletter: { slug: 'weekly' } });
    expect(issue.articles).toEqual([{ slug: 'story-3' }, { slug: 'story-1' }]);
    await newsroom.gateway.save({ slug: 'story-3', title: 'Story 3 <b>&', section: ['World'], draft: true });
    const [after] = (await archive()).nodes;
    expect(after.articles).toEqual([{ slug: 'story-1' }]);
    expect(after.html + after.text).not.toContain('Story 3');
    expect(after.html).toContain('Story 1');
  });
});

describe('Newsletter sending', () => {
  test('is shared by two instances, with one mail per subscriber', async () => {
    const second = await newsroom.startMail({ MAIL_CONNECTIONS: '3' });
    await addSubscribers(200, 'shared.example');
    await plan({ articles: [articleIds[0]] });
    const id = await newsroom.send();
    for (let i = 0; i < 5; i++) await addJob(db().pool, SCHEDULE_TASK);
    await waitUntilSent(id);
    const counts = Object.values(tally('shared.example'));
    expect(counts).toHaveLength(200);
    expect(new Set(counts)).toEqual(new Set([1]));
    await second.stop();
    await dropSubscribers();
  });

  test('needs no second connection of the jobs', async () => {
    const { jobPool } = db();
    await addSubscribers(3, 'narrow.example');
    await plan({ articles: [articleIds[0]] });
    // Leaves one, beside the connection on which the worker listens.
    const clients = await Promise.all(
      Array.from({ length: jobPool.options.max - 2 }, () => jobPool.connect()),
    );
    try {
      await waitUntilSent(await newsroom.send());
    } finally {
      for (const client of clients) client.release();
    }
    expect(tally('narrow.example')).toEqual(
      Object.fromEntries([1, 2, 3].map((i) => [`r${i}@narrow.example`, 1])),
    );
    await dropSubscribers();
  });

  test('skips subscribers who unsubscribe after it began', async () => {
    await addSubscribers(2, 'left.example');
    await plan({ articles: [articleIds[0]] });
    newsroom.mail.refuse = () => ({ code: 421, message: '4.3.2 Not now' });
    const id = await newsroom.send();
    await query(`UPDATE newsletter_subscription SET status = 'UNSUBSCRIBED' WHERE email = 'r2@left.example'`);
    newsroom.mail.refuse = () => null;
    await waitUntil(async () => {
      await addJob(db().pool, SCHEDULE_TASK); // every minute by itself
      return (await progressOf(id)).progress.waiting === 0;
    });
    expect(tally('left.example')).toEqual({ 'r1@left.example': 1 });
    expect((await progressOf(id)).progress).toMatchObject({ sent: 1, skipped: 1 });
    await dropSubscribers();
  });

  test('retries temporary failures, gives up permanent ones and suppresses unknown mailboxes', async () => {
    await addSubscribers(5, 'mixed.example');
    await plan({ articles: [articleIds[0]] });
    newsroom.mail.refuse = (address) => {
      if (address === 'r1@mixed.example') return { code: 450, message: '4.2.0 Greylisted' };
      if (address === 'r2@mixed.example') return { code: 550, message: '5.1.1 No such user' };
      if (address === 'r3@mixed.example') return { code: 550, message: '5.7.1 Blocked' };
      return null;
    };
    const id = await newsroom.send();
    await waitUntil(async () => (await progressOf(id)).progress.waiting === 1);
    expect(tally('mixed.example')).toEqual({ 'r4@mixed.example': 1, 'r5@mixed.example': 1 });
    expect((await progressOf(id)).progress).toMatchObject({ waiting: 1, sent: 2, failed: 2 });
    const suppressed = await query(
      `SELECT s.email, n.reason FROM newsletter_suppression n JOIN newsletter_subscription s USING (address_hash)`,
    );
    expect(suppressed.rows).toEqual([{ email: 'r2@mixed.example', reason: 'BOUNCED' }]);
    newsroom.mail.refuse = () => null;
    await query('UPDATE newsletter_delivery SET due_at = now()');
    await waitUntil(async () => {
      await addJob(db().pool, SCHEDULE_TASK);
      return (await progressOf(id)).progress.waiting === 0;
    });
    expect(tally('mixed.example')).toEqual({
      'r1@mixed.example': 1,
      'r4@mixed.example': 1,
      'r5@mixed.example': 1,
    });
    await plan({ articles: [articleIds[0]] });
    await waitUntilSent(await newsroom.send());
    expect(tally('mixed.example')).toMatchObject({ 'r1@mixed.example': 2, 'r3@mixed.example': 1 });
    expect(tally('mixed.example')).not.toHaveProperty('r2@mixed.example');
    await newsroom.signUp('r2@mixed.example');
    await dropSubscribers();
  });

  test('resumes after an outage of the mail server without lost or duplicate mails', async () => {
    await addSubscribers(30, 'away.example');
    await plan({ articles: [articleIds[0]] });
    let taken = 0;
    newsroom.mail.refuse = () => {
      taken += 1;
      return taken > 10 && taken <= 12 ? { code: 421, message: '4.3.2 Shutting down' } : null;
    };
    const id = await newsroom.send();
    await waitUntil(async () => {
      await addJob(db().pool, SCHEDULE_TASK);
      return (await progressOf(id)).progress.waiting === 0;
    });
    const counts = Object.values(tally('away.example'));
    expect(counts).toHaveLength(30);
    expect(new Set(counts)).toEqual(new Set([1]));
    newsroom.mail.refuse = () => null;
    await dropSubscribers();
  });
});

describe('Newsletter schedule', () => {
  test('creates one issue per due time and sets the next in its time zone', async () => {
    const before = await db().prisma.newsletterIssue.count();
    await plan({ articles: [articleIds[0]] });
    await query(`UPDATE newsletter SET next_at = '2026-11-20T07:00:00Z'`);
    await Promise.all(Array.from({ length: 8 }, () => scheduleDueIssues(db().prisma, ENGLISH)));
    await scheduleDueIssues(db().prisma, ENGLISH);
    expect(await db().prisma.newsletterIssue.count()).toBe(before + 1);
    const { newsletter } = await newsroom.gateway.query(
      '{ newsletter(by: { slug: "weekly" }) { schedule timeZone nextAt } }',
    );
    expect(newsletter).toMatchObject({ schedule: '0 7 * * 5', timeZone: 'Europe/Dublin' });
    const parts = new Intl.DateTimeFormat('en', {
      timeZone: 'Europe/Dublin',
      weekday: 'long',
      hour: 'numeric',
      hour12: false,
    });
    expect(parts.format(new Date(newsletter.nextAt))).toMatch(/Friday.*0?7/);
    expect(Date.parse(newsletter.nextAt)).toBeGreaterThan(Date.now());
  });

  test('skips a due time without new articles', async () => {
    const before = await db().prisma.newsletterIssue.count();
    await query(`UPDATE newsletter SET next_at = now() - interval '1 minute'`);
    await scheduleDueIssues(db().prisma, ENGLISH);
    expect(await db().prisma.newsletterIssue.count()).toBe(before);
    const [{ nextAt }] = (await newsroom.gateway.query('{ newsletters { nextAt } }')).newsletters;
    expect(Date.parse(nextAt)).toBeGreaterThan(Date.now());
  });

  test('follows the clock of the database when that of the process is behind', async () => {
    const before = await db().prisma.newsletterIssue.count();
    await plan({ articles: [articleIds[0]] });
    // Due in this minute, which the clock of the process has still before it.
    await query(`UPDATE newsletter SET schedule = '* * * * *', next_at = date_trunc('minute', now())`);
    await withShiftedClock(-3_600_000, async () => {
      await scheduleDueIssues(db().prisma, ENGLISH);
      const { rows } = await query('SELECT next_at AS "nextAt" FROM newsletter');
      expect(rows[0].nextAt.getTime()).toBeGreaterThan(Date.now() + 3_540_000);
    });
    await query(`UPDATE newsletter SET schedule = '0 7 * * 5'`);
    expect(await db().prisma.newsletterIssue.count()).toBe(before + 1);
  });

  test.each([
    [{ schedule: '0 7 * *' }, 'schedule'],
    [{ schedule: '61 7 * * 5' }, 'schedule'],
    [{ schedule: '0 7 30 2 *' }, 'schedule'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ name: ' ' }, 'name'],
    [{ name: 'A\nB' }, 'name'],
  ])('rejects the input %j', async (input, field) => {
    const { updateNewsletter } = await newsroom.queryAsEditor(
      `mutation ($input: UpdateNewsletterInput!) { updateNewsletter(input: $input) {
        newsletter { id } userErrors { field } } }`,
      { input: { id: newsroom.newsletterId, ...input } },
    );
    expect(updateNewsletter).toEqual({ newsletter: null, userErrors: [{ field: [field] }] });
  });
});

test('Newsletters and their issues take as many SQL statements for ten as for one', async () => {
  const document = `{ newsletters { name issues(first: 5) { totalCount nodes {
    subject text newsletter { name } articles { title section { name } }
  } } } }`;
  const asked = async () => {
    const statements = await recordStatements(() => newsroom.gateway.query(document));
    return statements.filter((text) => !text.includes('graphile_worker')).length; // others look for jobs meanwhile
  };
  const ofOne = await asked();
  await query(
    `INSERT INTO newsletter (slug, name, schedule, time_zone)
     SELECT 'more-' || i, 'More ' || i, '0 7 * * 5', 'UTC' FROM generate_series(1, 9) i`,
  );
  await query(
    `INSERT INTO newsletter_issue (newsletter_id, number, sent_at)
     SELECT id, i, now() FROM newsletter, generate_series(1, 5) i WHERE slug LIKE 'more-%'`,
  );
  await query(
    `INSERT INTO newsletter_issue_article (issue_id, article_id, position, is_most_read)
     SELECT i.id, a.id, a.id, false FROM newsletter_issue i, article a ON CONFLICT DO NOTHING`,
  );
  expect(await asked()).toBe(ofOne);
});
