import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

const UPDATE = `mutation ($input: UpdateSiteInput!) {
  updateSite(input: $input) {
    site { title description timeZone socialProfiles logo { url alt } newsletter { slug } }
    userErrors { field code message }
  }
}`;
const SETTINGS = {
  CACHE_MB: '16',
  SITE_TITLE: 'The Tide',
  SITE_DESCRIPTION: 'News of the coast.',
  SITE_LOGO: 'https://cdn.example/logo.svg',
};
const ENVIRONMENT = {
  title: 'The Tide',
  description: 'News of the coast.',
  timeZone: 'UTC',
  socialProfiles: [],
  logo: { url: 'https://cdn.example/logo.svg', alt: 'The Tide' },
  newsletter: null,
};

let gateway: Gateway;
/** Another instance on the same database. */
let other: Gateway;
let desk: Query;
beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway(SETTINGS);
  other = await startGateway(SETTINGS, { beside: gateway });
  desk = gateway.queryAs(await gateway.createKey('publish', 'newsletter:write'));
  await gateway.save({
    slug: 'new-year',
    title: 'New year',
    section: ['Harbour'],
    publishedAt: new Date('2026-01-01T03:00:00Z'),
  });
  for (const slug of ['weekly', 'harbour'])
    await desk(
      `mutation { createNewsletter(input: { slug: "${slug}", name: "${slug}" }) { userErrors { message } } }`,
    );
  await sync();
});
afterAll(async () => {
  await other.close();
  await gateway.close();
});

const sync = () => Promise.all([gateway, other].map(({ app }) => app.cacheInvalidator.waitForSync()));

/** Changes the site, and waits until both instances have read it. */
async function update(input: object) {
  const { updateSite } = await desk(UPDATE, { input });
  await sync();
  return updateSite;
}

/** Reads from both instances, which must agree. */
async function read(document: string) {
  const answer = await gateway.query(document);
  expect(await other.query(document)).toEqual(answer);
  return answer;
}

describe('updateSite', () => {
  test('replaces values of the environment on all instances, and null brings them back', async () => {
    const READ =
      '{ site { title description timeZone socialProfiles logo { url alt } newsletter { slug } seo { title } } }';
    expect((await read(READ)).site).toEqual({ ...ENVIRONMENT, seo: { title: 'The Tide' } });
    const values = {
      title: 'The Ebb',
      description: 'News of the islands.',
      timeZone: 'America/New_York',
      socialProfiles: ['https://social.example/@ebb'],
      logo: { url: 'https://cdn.example/ebb.svg', alt: 'A wave' },
    };
    const { site, userErrors } = await update({ ...values, title: ' The Ebb ', newsletter: 'weekly' });
    expect(userErrors).toEqual([]);
    expect(site).toEqual({ ...values, newsletter: { slug: 'weekly' } });
    expect((await read(READ)).site).toEqual({ ...site, seo: { title: 'The Ebb' } });
    // An omitted field stays.
    expect((await update({ description: '' })).site).toEqual({ ...site, description: '' });
    const nothing = Object.fromEntries([...Object.keys(values), 'newsletter'].map((name) => [name, null]));
    expect((await update(nothing)).site).toEqual(ENVIRONMENT);
    expect((await read(READ)).site).toEqual({ ...ENVIRONMENT, seo: { title: 'The Tide' } });
  });

  test('invalidates what shows the title: metadata, feeds and the news sitemap of both instances', async () => {
    const METADATA = '{ article(by: { slug: "new-year" }) { seo { jsonLd openGraph { content } } } }';
    const OTHER_CONTENT = '{ article(by: { slug: "new-year" }) { title } }';
    const readAll = async () =>
      Promise.all(
        [gateway, other].flatMap(({ address, query }) => [
          query(METADATA).then((answer) => JSON.stringify(answer)),
          ...['/feeds/rss.xml', '/sitemaps/news.xml'].map(async (path) =>
            (await fetch(`${address}${path}`)).text(),
          ),
        ]),
      );
    for (const text of (await readAll()).filter((each) => !each.includes('<urlset')))
      expect(text).toContain('The Tide');
    await gateway.query(OTHER_CONTENT);
    await update({ title: 'The Ebb' });
    for (const text of await readAll()) expect(text).not.toContain('The Tide');
    const body = JSON.stringify({ query: OTHER_CONTENT });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${gateway.address}/graphql`, { method: 'POST', headers, body });
    expect(response.headers.get('x-cache')).toBe('HIT');
    await update({ title: null });
    for (const text of await readAll()) expect(text).not.toContain('The Ebb');
  });

  test('moves the months of the archive and the years of search to a new time zone', async () => {
    const READ = '{ archive { year month } search(query: "year") { facets { years { year } } } }';
    const inUtc = { archive: [{ year: 2026, month: 1 }], search: { facets: { years: [{ year: 2026 }] } } };
    expect(await read(READ)).toEqual(inUtc);
    expect((await update({ timeZone: 'america/new_york' })).site.timeZone).toBe('America/New_York');
    expect(await read(READ)).toEqual({
      archive: [{ year: 2025, month: 12 }],
      search: { facets: { years: [{ year: 2025 }] } },
    });
    const { createNewsletter } = await desk(
      'mutation { createNewsletter(input: { slug: "daily", name: "Daily" }) { newsletter { timeZone } } }',
    );
    expect(createNewsletter.newsletter.timeZone).toBe('America/New_York');
    await update({ timeZone: null });
    expect(await read(READ)).toEqual(inUtc);
  });

  test('refuses invalid values with a reason for each, and changes nothing', async () => {
    const { site, userErrors } = await update({
      title: ' ',
      description: 'x'.repeat(1_001),
      timeZone: '+02:00',
      socialProfiles: ['ftp://social.example/ebb'],
      logo: { url: 'https://cdn.example/ebb.svg', alt: '', width: 0 },
      boxes: [{ key: 'most popular' }, { key: 'RELATED', title: 'x'.repeat(201) }, { key: 'RELATED' }],
    });
    expect(site).toBeNull();
    expect(userErrors.map(({ field, code }: any) => [field.join('.'), code])).toEqual([
      ['title', 'INVALID'],
      ['description', 'TOO_LONG'],
      ['logo.width', 'INVALID'],
      ['socialProfiles.0', 'INVALID'],
      ['timeZone', 'INVALID'],
      ['boxes.0.key', 'INVALID'],
      ['boxes.1.title', 'TOO_LONG'],
      ['boxes.2.key', 'TAKEN'],
    ]);
    const refuse = async (input: object) => {
      const [{ field, code }] = (await update({ title: 'Lost', ...input })).userErrors;
      return [field.join('.'), code];
    };
    expect(await refuse({ newsletter: 'none' })).toEqual(['newsletter', 'NOT_FOUND']);
    expect(await refuse({ boxes: [{ key: 'NEWSLETTER', newsletter: 'none' }] })).toEqual([
      'boxes.0.newsletter',
      'NOT_FOUND',
    ]);
    const many = Array.from({ length: 21 }, (_, i) => ({ key: `BOX_${i}` }));
    expect(await refuse({ boxes: many })).toEqual(['boxes', 'TOO_LONG']);
    expect(await refuse({ timeZone: 'Europe/Atlantis' })).toEqual(['timeZone', 'INVALID']);
    expect((await read('{ site { title } }')).site).toEqual({ title: 'The Tide' });
  });

  test('needs the publish scope, and leaves an audit entry that names what has changed', async () => {
    const writer = await gateway.createKey('write');
    const headers = { authorization: `Bearer ${writer}` };
    const [error] = await gateway.queryErrors(UPDATE, { input: { title: 'Taken' } }, headers);
    expect(error?.extensions.code).toBe('FORBIDDEN');
    await update({ title: 'The Ebb', boxes: [{ key: 'SEARCH' }] });
    await update({ title: null, boxes: [] });
    const entries = await gateway.database.prisma.auditEntry.findMany({
      where: { action: 'updateSite', keyName: 'Desk' },
      orderBy: { id: 'desc' },
      take: 2,
    });
    expect(entries.map(({ outcome }) => outcome)).toEqual([
      { changed: ['title', 'boxes'] },
      { changed: ['title', 'boxes'] },
    ]);
  });

  test('appends no change if the site has the values already', async () => {
    await update({ title: 'The Ebb', boxes: [{ key: 'SEARCH', title: 'Search' }] });
    const before = await gateway.database.changes.getLastSequence();
    await update({ title: 'The Ebb', boxes: [{ key: 'SEARCH', title: 'Search' }] });
    expect(await gateway.database.changes.getLastSequence()).toBe(before);
    await update({ title: null, boxes: null });
    expect((await read('{ site { boxes { key } } }')).site).toEqual({ boxes: [] });
  });
});

describe('Boxes', () => {
  const READ = `{
    site { boxes { ...Box } box(key: "RELATED") { ...Box } }
    sections { name boxes { ...Box } box(key: "NEWSLETTER") { ...Box } newsletter { slug } children { boxes { ...Box } newsletter { slug } } }
  }
  fragment Box on SiteBox { key title text section { name } newsletter { slug } }`;
  const box = (key: string, title: string | null, rest: object = {}) => ({
    ...{ key, title, text: null, section: null, newsletter: null },
    ...rest,
  });

  test('of a section replace those of the site with their key, also on the pages of its subsections', async () => {
    await gateway.save({ slug: 'crane', section: ['Harbour', 'Cranes'] });
    const promise = 'The week, every Friday.';
    await update({
      newsletter: 'weekly',
      boxes: [
        { key: 'MOST_POPULAR', title: 'Most popular' },
        { key: 'RELATED', title: ' Related ', text: ' ' },
        { key: 'NEWSLETTER', title: 'Our week', text: promise },
      ],
    });
    const weekly = { newsletter: { slug: 'weekly' }, text: promise };
    const site = [
      box('MOST_POPULAR', 'Most popular'),
      box('RELATED', 'Related'),
      box('NEWSLETTER', 'Our week', weekly),
    ];
    const [, related, newsletter] = site;
    expect(await read(READ)).toEqual({
      site: { boxes: site, box: related },
      sections: [
        {
          name: 'Harbour',
          boxes: site,
          box: newsletter,
          newsletter: weekly.newsletter,
          children: [{ boxes: site, newsletter: weekly.newsletter }],
        },
      ],
    });

    const { sections } = await gateway.query('{ sections { id } }');
    const { updateSection } = await desk(
      `mutation ($input: UpdateSectionInput!) { updateSection(input: $input) { section { name } userErrors { message } } }`,
      {
        input: {
          id: sections[0].id,
          newsletter: 'harbour',
          boxes: [
            { key: 'MOST_POPULAR', title: 'Read at the harbour' },
            { key: 'TIDES', title: 'Tides', newsletter: 'weekly' },
          ],
        },
      },
    );
    expect(updateSection.userErrors).toEqual([]);
    await sync();
    const own = { section: { name: 'Harbour' } };
    const ofSection = [
      box('MOST_POPULAR', 'Read at the harbour', own),
      related,
      box('NEWSLETTER', 'Our week', { text: promise, newsletter: { slug: 'harbour' } }),
      box('TIDES', 'Tides', { ...own, newsletter: { slug: 'weekly' } }),
    ];
    expect(await read(READ)).toEqual({
      site: { boxes: site, box: related },
      sections: [
        {
          name: 'Harbour',
          boxes: ofSection,
          box: ofSection[2],
          newsletter: { slug: 'harbour' },
          children: [{ boxes: ofSection, newsletter: { slug: 'harbour' } }],
        },
      ],
    });
  });

  test('are cached with their newsletters', async () => {
    const body = JSON.stringify({ query: '{ site { boxes { title newsletter { slug } } } }' });
    const headers = { 'content-type': 'application/json' };
    const send = () => fetch(`${gateway.address}/graphql`, { method: 'POST', headers, body });
    await send();
    expect((await send()).headers.get('x-cache')).toBe('HIT');
  });

  test('of all pages take one statement, and no more for the sections', async () => {
    const plain = await startGateway({}, { beside: gateway });
    try {
      const statements = await recordStatements(() =>
        plain.query('{ site { title boxes { title } box(key: "SEARCH") { title } } }'),
      );
      expect(statements).toHaveLength(1);
    } finally {
      await plain.close();
    }
  });
});

test('Jobs get the title that editors set, without a restart', async () => {
  const { database } = gateway;
  const config = readConfig({ ...SETTINGS, SITE_URL: 'https://courier.example', LOG_LEVEL: 'silent' });
  const senders: string[] = [];
  const mail = {
    send: async ({ from }: { from: { name: string } }) => {
      senders.push(from.name);
    },
  };
  const worker = await startBackgroundWorkers({
    config,
    siteConfig: { mail },
    database,
    logger: pino({ level: 'silent' }),
  });
  try {
    await update({ title: 'The Ebb' });
    const SUBSCRIBE =
      'mutation ($email: String!) { subscribeToNewsletter(input: { newsletter: "weekly", email: $email }) { accepted } }';
    let reader = 0;
    await waitUntil(async () => {
      await gateway.query(SUBSCRIBE, {
        email: `reader${++reader}@courier.example`,
      });
      return senders.includes('The Ebb');
    });
  } finally {
    await worker.stop();
  }
});
