import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SiteConfig } from '../../../src/app/define-config.js';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { CachePurge, CachePurger } from '../../../src/http/cdn/cache-purger.js';
import { createHttpPurger } from '../../../src/http/cdn/http-purger.js';
import { PURGE_TASK } from '../../../src/http/cdn/purge-consumer.js';
import { createRouterPurger } from '../../../src/http/cdn/router-purger.js';
import { createVarnishPurger } from '../../../src/http/cdn/varnish-purger.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { describeCachePurger } from '../../support/contracts/cache-purger-contract.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { countJobs, makeJobsDue } from '../../support/jobs.js';
import { startReceiver } from '../../support/receiver.js';
import { SUBGRAPH, startTagCache } from '../../support/tag-cache.js';
import { buildQueryUrl } from '../../support/test-server.js';
import { waitUntil } from '../../support/until.js';
import { hasVarnish, startVarnish } from '../../support/varnish.js';

/** URL on which nothing listens. */
const NOWHERE = 'http://127.0.0.1:1';

describe.each(['fastly', 'cloudflare', 'generic'] as const)('The API of', (cdn) => {
  describeCachePurger(cdn, async () => {
    const { url, responses, close } = await startTagCache(cdn, 'secret');
    return {
      purger: createHttpPurger({ cdn, url, token: 'secret' }),
      fill: async (more) => {
        for (const [path, tags] of Object.entries(more)) responses.set(path, tags);
      },
      isCached: async (path) => responses.has(path),
      createRejected: () => [
        createHttpPurger({ cdn, url: NOWHERE, token: 'secret' }),
        createHttpPurger({ cdn, url, token: 'wrong' }),
        createHttpPurger({ cdn, url }),
      ],
      close,
    };
  });
});

describe('The invalidation endpoint of Apollo Router', () => {
  describeCachePurger('router', async () => {
    const { url, responses, close } = await startTagCache('router', 'secret');
    const router = { url, sharedKey: 'secret', subgraph: SUBGRAPH };
    return {
      purger: createRouterPurger(router),
      fill: async (more) => {
        for (const [path, tags] of Object.entries(more)) responses.set(path, tags);
      },
      isCached: async (path) => responses.has(path),
      createRejected: () => [
        createRouterPurger({ ...router, url: NOWHERE }),
        createRouterPurger({ ...router, sharedKey: 'wrong' }),
      ],
      close,
    };
  });
});

/** Starts a Varnish in front of a server that sends the given tags. */
async function startVarnishWithOrigin() {
  const tagsByPath = new Map<string, string[]>();
  let sent = 0;
  const origin = await startReceiver();
  origin.respond = (response, { path }) => {
    sent += 1;
    const tags = (tagsByPath.get(path) ?? []).join(' ');
    const headers = {
      'cache-control': 'public, s-maxage=3600',
      'surrogate-key': tags,
      'x-sent': String(sent),
    };
    response.writeHead(200, headers).end(path);
  };
  const varnish = await startVarnish(origin.address);
  // Not fetch, which sends its own Host.
  const get = async (path: string, host = 'www.courier.example') => {
    const sending = request(varnish.address + path, { headers: { host } }).end();
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    expect([response.statusCode, await text(response)]).toEqual([200, path]);
  };
  return {
    origin,
    varnish,
    get,
    tagsByPath,
    /** Returns true if Varnish answers without asking the origin. */
    isCached: async (path: string, host?: string) => {
      const before = sent;
      await get(path, host);
      return sent === before;
    },
    close: async () => {
      await varnish.close();
      await origin.close();
    },
  };
}

// .ci/run installs it where it is missing.
const withVarnish = hasVarnish ? describe : describe.skip;

withVarnish('Varnish (needs apt-get install varnish varnish-modules)', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  describeCachePurger('Varnish', async () => {
    const { varnish, origin, get, tagsByPath, isCached, close } = await startVarnishWithOrigin();
    return {
      purger: createVarnishPurger({ url: varnish.address }),
      fill: async (responses) => {
        for (const [path, tags] of Object.entries(responses)) {
          tagsByPath.set(path, tags);
          await get(path);
        }
      },
      isCached: (path) => isCached(path),
      createRejected: () => {
        const refusing = origin.respond;
        return [
          createVarnishPurger({ url: NOWHERE }),
          {
            name: 'refusing',
            purge: async (purge) => {
              origin.respond = (response) => response.writeHead(405).end();
              await createVarnishPurger({ url: origin.address })
                .purge(purge)
                .finally(() => {
                  origin.respond = refusing;
                });
            },
          },
        ];
      },
      close,
    };
  });

  test('Pages of the site are purged by their paths', async () => {
    const { varnish, isCached, get, close } = await startVarnishWithOrigin();
    closing.push(close);
    const HOST = 'www.courier.example';
    const paths = ['/world/ferry', '/world/ferry-2', '/world/ferry?page=2', '/sport/%C3%A9lan'];
    for (const path of paths) await get(path, HOST);
    await get('/world/ferry', 'other.example');
    const purger = createVarnishPurger({ url: varnish.address, siteHost: HOST });
    await purger.purge({ tags: [], paths: ['/world/ferry', '/sport/élan'] });
    expect(await isCached('/world/ferry', 'other.example')).toBe(true);
    const cached: string[] = [];
    for (const path of paths) if (await isCached(path, HOST)) cached.push(path);
    expect(cached).toEqual(['/world/ferry-2', '/world/ferry?page=2']);
  });

  test('A gateway behind Varnish: an edited article is new to readers, another one stays cached', async () => {
    const gateway = await startGateway({ CACHE_MB: '16', CACHE_S_MAXAGE: '3600' });
    closing.push(gateway.close);
    for (const slug of ['ferry', 'bridge']) await gateway.save({ slug, title: `The ${slug}` });
    const varnish = await startVarnish(gateway.address);
    closing.push(varnish.close);
    // What was saved before is not purged.
    await gateway.database.pool.query(
      "INSERT INTO change_follower (name, sequence) SELECT 'cdn', max(sequence) FROM content_change",
    );
    const worker = await startWorkers(gateway, [createVarnishPurger({ url: varnish.address })]);
    closing.push(worker.stop);
    const read = async (slug: string) => {
      const query = `{ article(by: { slug: "${slug}" }) { title } }`;
      const response = await fetch(varnish.address + buildQueryUrl({ query }));
      const { data } = (await response.json()) as { data: { article: { title: string } } };
      // Varnish names two requests where it answered from its cache.
      const isCached = response.headers.get('x-varnish')!.includes(' ');
      expect([...response.headers.keys()].filter((name) => /xkey|surrogate/.test(name))).toEqual([]);
      return { title: data.article.title, isCached };
    };
    await waitUntil(async () => (await read('ferry')).isCached && (await read('bridge')).isCached);
    await gateway.save({ slug: 'ferry', title: 'The new ferry' });
    await waitUntil(async () => (await read('ferry')).title === 'The new ferry');
    await waitUntil(async () => (await read('ferry')).isCached);
    expect(await read('bridge')).toEqual({ title: 'The bridge', isCached: true });
  });
});

const startWorkers = ({ database }: Gateway, purgers: SiteConfig['purgers']) =>
  startBackgroundWorkers({
    config: readConfig({ PURGE_URL: NOWHERE }),
    siteConfig: { ...(purgers && { purgers }) },
    database,
    logger: noopLogger,
  });

describe('The purgers of a site', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  test('have separate jobs: only the purger that refused purges again', async () => {
    await gateway.save({ slug: 'before' });
    const purged: Record<string, CachePurge[]> = { first: [], second: [] };
    let refusals = 2;
    const createPurger = (name: string): CachePurger => ({
      name,
      purge: async (purge) => {
        purged[name]!.push(purge);
        if (name === 'second' && refusals-- > 0) throw new Error('Refused.');
      },
    });
    const worker = await startWorkers(gateway, [createPurger('first'), createPurger('second')]);
    const isPurged = (name: string, path: string) => purged[name]!.some(({ paths }) => paths.includes(path));
    const count = (name: string) => purged[name]!.filter(({ paths }) => paths.includes('/before')).length;
    const { pool } = gateway.database;
    await waitUntil(async () => {
      await makeJobsDue(pool, PURGE_TASK); // instead of waiting for repetitions and next attempts
      return count('second') > 0 && (await countJobs(pool, PURGE_TASK)) === 0;
    });
    // At once and once more; each refusal makes another attempt.
    expect([count('first'), count('second')]).toEqual([2, 4]);
    await gateway.save({ slug: 'after' });
    await waitUntil(() => isPurged('first', '/after') && isPurged('second', '/after'));
    const now = (name: string) => purged[name]!.filter(({ paths }) => paths.includes('/after'));
    expect(now('first')[0]).toEqual(now('second')[0]);
    expect(now('first')[0]!.tags).toContain('many');
    await worker.stop();
  });

  test('have distinct names', async () => {
    const purgers = ['fastly', 'generic', 'fastly'].map((cdn) =>
      createHttpPurger({ cdn: cdn as 'fastly' | 'generic', url: NOWHERE }),
    );
    await expect(startWorkers(gateway, purgers)).rejects.toThrow('Two purgers have the name fastly');
  });

  test('also purge jobs of a release that named no purger, and fail those of one that is gone', async () => {
    const { createPurgeTask } = await import('../../../src/http/cdn/purge-consumer.js');
    const purged: CachePurge[] = [];
    const task = createPurgeTask([{ name: 'first', purge: async (purge) => void purged.push(purge) }]);
    await task({ tags: ['aaaaaa'] });
    expect(purged).toEqual([{ tags: ['aaaaaa'], paths: [] }]);
    await expect(task({ purger: 'gone', tags: ['aaaaaa'], paths: [] })).rejects.toThrow('gone');
  });
});
