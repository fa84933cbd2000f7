import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/until.js';
import { findChildren, parseXml } from '../../support/xml.js';

const KEY = 'a1b2c3d4e5f6';
const SITE = 'https://courier.example';
const SETTINGS = {
  SITE_LANGUAGE: 'en',
  SITE_LANGUAGES: 'de',
  SITE_URL: SITE,
  SITE_LANGUAGE_URLS: 'de:https://kurier.example',
  FEEDS_URL: SITE,
  INDEXNOW_KEY: KEY,
};
const ATOM = '{http://www.w3.org/2005/Atom}';

let receiver: Receiver;
let gateway: Gateway;
let workers: BackgroundWorker[] = [];
let refusals = 0;
beforeAll(async () => {
  receiver = await startReceiver();
  gateway = await startGateway({ ...SETTINGS, WEBSUB_HUB: `${receiver.address}/hub` });
  await gateway.save({ slug: 'history', title: 'Published before the pings were set up' });
});
beforeEach(async () => {
  refusals = 0;
  receiver.requests = [];
  receiver.respond = (response) => response.writeHead(refusals-- > 0 ? 503 : 204).end();
  await start();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
});
afterAll(async () => {
  await gateway.close();
  await receiver.close();
});

/** Starts the workers of two instances. */
async function start(settings: NodeJS.ProcessEnv = {}): Promise<void> {
  const config = readConfig({
    ...SETTINGS,
    INDEXNOW_URL: `${receiver.address}/indexnow`,
    WEBSUB_HUB: `${receiver.address}/hub`,
    ...settings,
  });
  const { database } = gateway;
  for (let i = 0; i < 2; i++)
    workers.push(await startBackgroundWorkers({ config, database, logger: noopLogger }));
  await waitUntil(
    async () =>
      (await database.prisma.changeFollower.count({ where: { name: { in: ['index_now', 'web_sub'] } } })) ===
      2,
  );
}

const readPings = () =>
  receiver.requests.filter(({ path }) => path === '/indexnow').map(({ body }) => JSON.parse(body));
const readUrls = () => readPings().flatMap(({ urlList }) => urlList as string[]);
const readTopics = () =>
  receiver.requests
    .filter(({ path }) => path === '/hub')
    .flatMap(({ body }) => new URLSearchParams(body).getAll('hub.url'));
/** Waits until both receivers were told of all changes. */
const settle = () =>
  waitUntil(async () => {
    const { rows } =
      await gateway.database.pool.query(`SELECT bool_and(sequence = (SELECT max(sequence) FROM content_change)) AS done
      FROM change_follower WHERE name IN ('index_now', 'web_sub')`);
    return rows[0].done;
  });

describe('IndexNow', () => {
  test('is told of each published article once by two instances, and of none from before', async () => {
    await gateway.save({ slug: 'ferry', title: 'Ferry', section: ['World'] });
    await gateway.save({ slug: 'faehre', title: 'Fähre', language: 'de' });
    await settle();
    expect(readPings()).toEqual([
      {
        host: 'courier.example',
        key: KEY,
        keyLocation: `${SITE}/indexnow.txt`,
        urlList: [`${SITE}/world/ferry`],
      },
      {
        host: 'kurier.example',
        key: KEY,
        keyLocation: 'https://kurier.example/indexnow.txt',
        urlList: ['https://kurier.example/faehre'],
      },
    ]);
  });

  test('finds the key in a file', async () => {
    const response = await fetch(`${gateway.address}/indexnow.txt`);
    expect([response.status, await response.text()]).toEqual([200, KEY]);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('is told of both addresses of a moved article, and of one that was taken down', async () => {
    const id = toGlobalId('Article', await gateway.save({ slug: 'tram', title: 'Tram', section: ['World'] }));
    await settle();
    receiver.requests = [];
    await gateway.save({ slug: 'tram', title: 'Tram', section: ['Science'] });
    await settle();
    expect(readUrls()).toEqual([`${SITE}/world/tram`, `${SITE}/science/tram`]);
    receiver.requests = [];
    const desk = gateway.queryAs(await gateway.createKey('publish'));
    await desk('mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }', {
      id,
    });
    await settle();
    expect(readUrls()).toEqual([`${SITE}/science/tram`]);
  });

  test('is told of no drafts, and of no articles that search engines are not to show', async () => {
    await gateway.save({ slug: 'secret', title: 'Secret', draft: true });
    await gateway.save({ slug: 'members', title: 'Not indexed', noindex: true });
    await gateway.save({ slug: 'unsearched', title: 'Not searched', machineRights: 'search=forbidden' });
    await gateway.save({ slug: 'copied', title: 'A copy', canonicalUrl: 'https://elsewhere.example/copied' });
    await gateway.save({ slug: 'last', title: 'Last' });
    await settle();
    expect(readUrls()).toEqual([`${SITE}/last`]);
  });

  test('is told of all changes in order after it was away', async () => {
    refusals = 4;
    for (const slug of ['first', 'second', 'third']) {
      await gateway.save({ slug, title: slug });
      await waitUntil(() => receiver.requests.length > 0);
    }
    await settle();
    const urls = readUrls();
    expect(urls.slice(-3)).toEqual(['first', 'second', 'third'].map((slug) => `${SITE}/${slug}`));
  });
});

describe('A WebSub hub', () => {
  test('is named in feeds, but not in those with a filter', async () => {
    const read = async (path: string) => (await fetch(gateway.address + path)).text();
    const hub = `${receiver.address}/hub`;
    const atom = parseXml(await read('/feeds/atom.xml'));
    const links = findChildren(atom, `${ATOM}link`);
    expect(links.map(({ attributes }) => [attributes.rel, attributes.href])).toContainEqual(['hub', hub]);
    const channel = findChildren(parseXml(await read('/feeds/rss.xml')), '{}channel')[0]!;
    const ofRss = findChildren(channel, `${ATOM}link`).map(({ attributes }) => attributes);
    expect(ofRss).toContainEqual({ rel: 'hub', href: hub });
    expect(JSON.parse(await read('/feeds/feed.json')).hubs).toEqual([{ type: 'WebSub', url: hub }]);
    const filter = encodeURIComponent('{"kinds":["ARTICLE"]}');
    expect(await read(`/feeds/atom.xml?filter=${filter}`)).not.toContain('rel="hub"');
  });

  test('is told of the feeds of every list of a changed article, which show the change', async () => {
    const shown: boolean[] = [];
    receiver.respond = async (response, { path, body }) => {
      const topics = path === '/hub' ? new URLSearchParams(body).getAll('hub.url') : [];
      response.writeHead(204).end();
      for (const topic of topics) {
        const feed = await fetch(gateway.address + new URL(topic).pathname);
        shown.push((await feed.text()).includes('Cable car'));
      }
    };
    await gateway.save({
      slug: 'cable-car',
      title: 'Cable car',
      section: ['World', 'Alps'],
      tags: ['Cables'],
      authors: ['Ada Byrne'],
    });
    await settle();
    const pages = ['', '/world', '/world/alps', '/tags/cables', '/authors/ada-byrne'];
    const files = ['rss.xml', 'atom.xml', 'feed.json'];
    expect([...readTopics()].sort()).toEqual(
      pages.flatMap((page) => files.map((file) => `${SITE}/feeds${page}/${file}`)).sort(),
    );
    await waitUntil(() => shown.length === 15);
    expect(shown).toEqual(shown.map(() => true));
  });

  test('is told of the feeds of the language of an article', async () => {
    await gateway.save({ slug: 'seilbahn', title: 'Seilbahn', language: 'de', section: ['World'] });
    await settle();
    expect(
      [...new Set(readTopics().map((topic) => new URL(topic).pathname.replace(/[^/]+$/, '')))].sort(),
    ).toEqual(['/feeds/de/', '/feeds/de/world/']);
  });

  test('is told of nothing when a draft is saved', async () => {
    await gateway.save({ slug: 'quiet', title: 'Quiet', draft: true, section: ['World'] });
    await gateway.save({ slug: 'loud', title: 'Loud', section: ['Science'] });
    await settle();
    expect(readTopics().some((topic) => topic.includes('world'))).toBe(false);
  });
});

test('A key for IndexNow that the protocol does not allow is refused at start', () => {
  expect(() => readConfig({ INDEXNOW_KEY: 'short' })).toThrow(/INDEXNOW_KEY.*8 to 128/s);
});
