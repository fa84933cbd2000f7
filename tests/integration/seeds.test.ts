import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedModules } from '../../src/app/seed.js';
import { readConfig } from '../../src/config/env.js';
import { openDatabase } from '../../src/database/database.js';
import { runSilently } from '../../src/database/setup-progress.js';
import { seedNewsletters } from '../../src/modules/newsletter/seed-newsletters.js';
import { readSeedViews } from '../../src/modules/popular/views/seed-views.js';
import { startGateway } from '../support/gateway.js';
import { createFolder } from '../support/import-files.js';
import { createSeededDatabase, DATABASE_TIMEOUT_MS, type TestDatabase } from '../support/test-database.js';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';
import { waitUntil } from '../support/until.js';

let database: TestDatabase;
let two: TwoInstances;
beforeAll(async () => {
  database = await createSeededDatabase();
  await database.pool.query('DELETE FROM newsletter');
  two = await startTwoInstances({ database });
});
afterAll(async () => {
  await two.close();
  await database.close();
});

test('Concurrent seeding creates newsletters once, and running instances see them', async () => {
  const { gateway, sendQuery: ask, waitForCacheSync: untilSeen } = two;
  const { pool } = gateway.database;
  await pool.query('DELETE FROM api_key');
  await untilSeen();
  const query = '{ newsletters { name issues(first: 1) { nodes { subject } } } }';
  for (const address of [gateway.address, two.other.address])
    expect((await ask(query, {}, address)).data.newsletters).toEqual([]);
  await Promise.all([seedNewsletters(gateway.database), seedNewsletters(gateway.database)]);
  await untilSeen();
  for (const address of [gateway.address, two.other.address]) {
    const { newsletters } = (await ask(query, {}, address)).data;
    expect(newsletters).toEqual([
      { name: expect.any(String), issues: { nodes: [{ subject: expect.any(String) }] } },
    ]);
  }
});

test('The modules seed the articles first, then their views and the newsletters with them', async () => {
  const unused = await startGateway();
  const { database } = unused;
  const config = readConfig({ DATA_DIR: await createFolder({}) });
  const seed = () => seedModules({ config, siteConfig: {}, database }, runSilently);
  const read = () =>
    unused.query(`{
      articles { totalCount }
      popular(window: WEEK, first: 1) { views article { image { url } } }
      newsletters { issues(first: 1) { nodes { articles { title } } } }
    }`);
  try {
    await seed();
    const seeded = await read();
    expect(seeded).toMatchObject({
      articles: { totalCount: 40 },
      popular: [{ views: expect.any(Number), article: { image: { url: expect.any(String) } } }],
      newsletters: [{ issues: { nodes: [{ articles: expect.any(Array) }] } }],
    });
    expect(seeded.newsletters[0].issues.nodes[0].articles.length).toBeGreaterThan(0);
    await seed();
    expect(await read()).toEqual(seeded);
  } finally {
    await unused.close();
  }
});

test('Two instances that seed an unused database together both start, and count its views once', async () => {
  const unused = await startGateway();
  const { database } = unused;
  const other = openDatabase(database.connection, 5, DATABASE_TIMEOUT_MS);
  const config = readConfig({ DATA_DIR: await createFolder({}) });
  try {
    await Promise.all(
      [database, other].map((each) => seedModules({ config, siteConfig: {}, database: each }, runSilently)),
    );
    const { rows } = await database.pool.query<{ slug: string; total: number }>(
      'SELECT d.slug, max(v.total) AS total FROM article_views v JOIN draft d ON d.id = v.article_id GROUP BY d.slug',
    );
    expect(rows.length).toBeGreaterThan(10);
    const hours = [...(await readSeedViews()).values()];
    for (const { slug, total } of rows)
      expect({ slug, total }).toEqual({
        slug,
        total: hours.reduce((sum, views) => sum + (views[slug] ?? 0), 0),
      });
  } finally {
    await other.close();
    await unused.close();
  }
});

test('A site with German has the German articles of seeds-de, each joined with the one that it translates', async () => {
  const settings = { SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de' };
  const bilingual = await startGateway(settings);
  const { database } = bilingual;
  const config = readConfig({ ...settings, DATA_DIR: await createFolder({}) });
  const seed = () => seedModules({ config, siteConfig: {}, database }, runSilently);
  const read = () =>
    bilingual.query(
      `{
        articles(first: 20) { totalCount nodes { language isFallback section { name path } tags { name } path translations { language path isOutdated } } }
        site {
          description
          menu(location: "primary") { items { text url } }
          boxes { key title text newsletter { name } }
          newsletter { name description }
        }
        front(path: "/de") { containers { title } }
        newsletter(by: { slug: "harbour-weekly" }) { issues { nodes { subject articles { language } } } }
      }`,
      {},
      { 'x-language': 'de' },
    );
  try {
    await seed();
    // A running gateway follows what others write to the site.
    await waitUntil(async () => (await read()).site.newsletter !== null);
    const { articles, site, front, newsletter } = await read();
    expect(site.description).toMatch(/^Die Nachrichten aus Port Maren/);
    const boxTitles = site.boxes.map(({ title }: { title: string }) => title);
    expect(boxTitles).toEqual(['Suche', 'Der Hafen in Ihrem Postfach', 'Meistgelesen', 'Mehr zum Thema']);
    expect(site.newsletter.name).toBe('Die Hafenwoche');
    expect(newsletter.issues.nodes).toEqual([
      {
        subject: 'Salcombe gewinnt Port Maren mit 3235 Stimmen Vorsprung',
        articles: [{ language: 'de' }, { language: 'de' }, { language: 'de' }],
      },
    ]);
    const titles = front.containers.map(({ title }: { title: string | null }) => title);
    expect(titles).toContain('Wissenschaft und Klima');
    expect(articles.totalCount).toBe(12);
    for (const { translations, ...article } of articles.nodes) {
      expect(article).toMatchObject({ language: 'de', isFallback: false });
      expect(article.path).toMatch(/^\/de\//);
      expect(translations).toEqual([{ language: 'en', path: expect.any(String), isOutdated: false }]);
    }
    expect(articles.nodes[0].section.name).toBe('Sport');
    expect(site.menu.items.map(({ text }: { text: string }) => text)).toContain('Wirtschaft');
    const { rows } = await database.pool.query(
      "SELECT count(*)::int FROM draft WHERE source_id LIKE 'seeds-de/%' AND translation_group IS NULL",
    );
    expect(rows).toEqual([{ count: 0 }]);
    await seed();
    expect((await read()).articles).toEqual(articles);
  } finally {
    await bilingual.close();
  }
});

test('A start adds the views that the start before was stopped from adding, but not to a database in use', async () => {
  const { database } = two.gateway;
  const countViews = async () => {
    const { rows } = await database.pool.query('SELECT count(*)::int AS count FROM article_views');
    return rows[0].count;
  };
  const config = readConfig({});
  const seed = () => seedModules({ config, siteConfig: {}, database }, runSilently);
  const key = await two.gateway.createKey('write');
  await seed();
  expect([key.length > 0, await countViews()]).toEqual([true, 0]);
  await database.pool.query('DELETE FROM api_key');
  await seed();
  expect(await countViews()).toBeGreaterThan(0);
});
