import { createHash } from 'node:crypto';
import { expect, jest, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { hashCacheTag, hashCacheTags, hashChangedTags } from '../../../src/cache/surrogate-keys.js';
import type { Client } from '../src/index.js';
import { datelineFetch, hashTag, imageLoader, metadata, revalidateRoute, sitemap } from '../src/next.js';

const SECRET = `whsec_${Buffer.from('a secret of some length').toString('base64')}`;

test('A fetch tags the entry of the cache with the tags of the response, or else as one that every change revalidates', async () => {
  const tagged: string[] = [];
  const cacheTag = (...tags: string[]) => tagged.push(...tags);
  const requested: Headers[] = [];
  const respond = (headers: Record<string, string>) =>
    datelineFetch({
      cacheTag,
      fetch: async (_input, init) => {
        requested.push(new Headers(init!.headers));
        return Response.json({}, { headers });
      },
    })('/graphql', { headers: { accept: 'application/json' } });
  await respond({ 'surrogate-key': 'abcdef ghijkl' });
  await respond({ 'cache-tag': 'mnopqr,stuvwx' });
  await respond({});
  expect(tagged).toEqual(['abcdef', 'ghijkl', 'mnopqr', 'stuvwx', 'many']);
  expect((await deliver({ keys: ['site'], tags: hashChangedTags(['site']) })).tags).toContain('many');
  for (const headers of requested)
    expect([...headers]).toEqual([
      ['accept', 'application/json'],
      ['x-cache-tags-max', '32'],
    ]);
});

test('After a webhook, requests name its change for ten seconds', async () => {
  const named = async () => {
    let headers = new Headers();
    await datelineFetch({
      cacheTag: () => undefined,
      fetch: async (_input, init) => {
        headers = new Headers(init!.headers);
        return Response.json({});
      },
    })('/graphql');
    return headers.get('x-min-sequence');
  };
  const now = jest.spyOn(Date, 'now');
  const receivedAt = new Date();
  now.mockReturnValue(receivedAt.getTime());
  await deliver({ sequence: 118, keys: ['article:1'] }, { at: receivedAt });
  expect(await named()).toBe('118');
  // The editors' log has numbers of its own.
  await deliver({ sequence: 9, keys: [] }, { at: receivedAt, type: 'edited.tag.merged' });
  // A retry of an earlier delivery.
  await deliver({ sequence: 117, keys: ['article:1'] }, { at: receivedAt });
  now.mockReturnValue(receivedAt.getTime() + 9_999);
  expect(await named()).toBe('118');
  now.mockReturnValue(receivedAt.getTime() + 10_000);
  expect(await named()).toBeNull();
  now.mockRestore();
});

test('A webhook revalidates the tags of the change, plain and as responses have them', async () => {
  const keys = ['article:1', 'sections', `path:/${'long/'.repeat(60)}`];
  const { status, tags } = await deliver({ keys, tags: hashChangedTags(keys) });
  expect(status).toBe(204);
  expect(tags).toEqual(['article:1', 'sections', ...hashChangedTags(keys)]);
  for (const max of [1, 2, 3]) {
    expect(hashCacheTags(keys, max).some((tag) => tags.includes(tag))).toBe(true);
  }
});

test('A delivery of a gateway that sent plain tags alone revalidates their hashes', async () => {
  const { tags } = await deliver({ keys: ['article:1'] });
  expect(tags).toEqual(['article:1', hash('article:1'), 'many']);
  expect(await hashTag('article:1')).toBe(hashCacheTag('article:1'));
});

test('A webhook revalidates the paths of a moved article', async () => {
  const { paths } = await deliver({ keys: [], pathBefore: '/old', pathAfter: '/new' });
  expect(paths).toEqual(['/old', '/new']);
});

test('A delivery that is forged, changed or old is refused', async () => {
  const wrong = `whsec_${Buffer.from('another secret').toString('base64')}`;
  expect((await deliver({ keys: [] }, { secret: wrong })).status).toBe(401);
  expect((await deliver({ keys: [] }, { suffix: ' ' })).status).toBe(401);
  expect((await deliver({ keys: [] }, { at: new Date(Date.now() - 3_600_000) })).status).toBe(401);
  const handler = revalidateRoute({ secret: SECRET, revalidateTag: () => undefined });
  const bare = await handler(new Request('http://site.example/hooks', { method: 'POST', body: '{}' }));
  expect(bare.status).toBe(401);
});

test('A route of several webhooks takes the deliveries of each', async () => {
  const keys = ['article:1'];
  const other = `whsec_${Buffer.from('another secret').toString('base64')}`;
  const accepted = `${other} ${SECRET}\n`;
  for (const secret of [SECRET, other]) {
    expect(await deliver({ keys }, { secret, accepted })).toMatchObject({ status: 204 });
  }
  expect(await deliver({ keys }, { accepted: other })).toMatchObject({ status: 401, tags: [] });
});

test('A webhook revalidates again after 2 and 12 seconds, for pages that were being rendered', async () => {
  const tags: string[] = [];
  const paths: string[] = [];
  const works: (() => Promise<void>)[] = [];
  const handler = revalidateRoute({
    secret: SECRET,
    revalidateTag: (tag) => tags.push(tag),
    revalidatePath: (path) => paths.push(path),
    after: (work) => works.push(work),
  });
  const data = { keys: ['article:1'], tags: ['abcdef'], pathBefore: '/a', pathAfter: '/b' };
  expect((await handler(sign(data))).status).toBe(204);
  const once = [
    ['article:1', 'abcdef'],
    ['/a', '/b'],
  ];
  expect([tags, paths]).toEqual(once);
  const startedAt = performance.now();
  await works[0]!();
  expect(performance.now() - startedAt).toBeGreaterThan(1_990);
  expect([tags, paths]).toEqual(once.map((each) => [...each, ...each]));
  await works[1]!();
  expect(performance.now() - startedAt).toBeGreaterThan(11_990);
  expect([tags, paths]).toEqual(once.map((each) => [...each, ...each, ...each]));
});

test('A webhook without a secret, or with an invalid one, revalidates nothing and says so', async () => {
  const revalidated: string[] = [];
  for (const secret of ['', 'whsec_', 'no-base64!', 'whsec_a']) {
    const handler = revalidateRoute({ secret, revalidateTag: (tag) => revalidated.push(tag) });
    const headers = {
      'webhook-id': '1',
      'webhook-timestamp': `${Date.now() / 1_000}`,
      'webhook-signature': 'v1,AA==',
    };
    const body = '{"data":{"keys":["article:1"]}}';
    const response = await handler(
      new Request('http://site.example/hooks', { method: 'POST', headers, body }),
    );
    expect([secret, response.status]).toEqual([secret, 503]);
    expect(await response.text()).toContain('The secret of the webhook is not set or invalid');
  }
  expect(revalidated).toEqual([]);
});

test('The metadata of a page has lists of authors, tags and images', () => {
  const tags = [
    ['og:type', 'article'],
    ['og:title', 'Talks'],
    ['og:site_name', 'Courier'],
    ['og:image', 'https://site.example/a.jpg'],
    ['og:image:width', '800'],
    ['article:author', 'https://site.example/authors/ada'],
    ['article:author', 'https://site.example/authors/bea'],
    ['article:tag', 'Peace'],
  ] as const;
  const seo = {
    ...{ title: 'Talks', description: null, canonicalUrl: 'https://site.example/talks', jsonLd: '{}' },
    robots: 'noindex, follow',
    alternates: [],
    machineRights: { licenseDocument: null, meta: [{ name: 'tdm-reservation', content: '1' }] },
    openGraph: tags.map(([property, content]) => ({ property, content })),
  };
  expect(metadata(seo, [{ mimeType: 'application/rss+xml', url: '/rss.xml' }])).toEqual({
    title: { absolute: 'Talks' },
    description: null,
    robots: 'noindex, follow',
    alternates: { canonical: 'https://site.example/talks', types: { 'application/rss+xml': '/rss.xml' } },
    openGraph: {
      ...{ type: 'article', title: 'Talks', siteName: 'Courier', tags: ['Peace'] },
      authors: ['https://site.example/authors/ada', 'https://site.example/authors/bea'],
      images: [{ url: 'https://site.example/a.jpg', width: '800' }],
    },
    other: { 'tdm-reservation': '1' },
  });
});

test('Metadata of a page in several languages names its versions and the default', () => {
  const alternates = [
    { language: 'en', url: 'https://site.example/world' },
    { language: 'de', url: 'https://seite.example/welt' },
    { language: 'x-default', url: 'https://site.example/world' },
  ];
  const seo = {
    ...{ title: 'World', description: null, canonicalUrl: 'https://site.example/world', jsonLd: '{}' },
    ...{
      robots: 'index, follow',
      openGraph: [],
      alternates,
      machineRights: { licenseDocument: null, meta: [] },
    },
  };
  expect(metadata(seo).alternates).toEqual({
    canonical: 'https://site.example/world',
    types: {},
    languages: {
      en: 'https://site.example/world',
      de: 'https://seite.example/welt',
      'x-default': 'https://site.example/world',
    },
  });
});

test('A sitemap lists the articles of all pages', async () => {
  const page = (url: string) => ({ nodes: [{ url, updatedAt: '2026-01-01T00:00:00.000Z' }] });
  const client = {
    async *paginate() {
      yield page('https://site.example/a');
      yield page('https://site.example/b');
    },
  } as unknown as Client;
  expect((await sitemap(client)()).map(({ url }) => url)).toEqual([
    'https://site.example/a',
    'https://site.example/b',
  ]);
});

test('An image loader fills in the template of an image service', () => {
  const loader = imageLoader('https://images.example/w={width},q={quality}/{src}');
  expect(loader({ src: 'https://site.example/a.jpg', width: 640 })).toBe(
    'https://images.example/w=640,q=75/https%3A%2F%2Fsite.example%2Fa.jpg',
  );
});

interface Delivery {
  sequence?: number;
  keys: string[];
  tags?: string[];
  pathBefore?: string;
  pathAfter?: string;
}

/** Returns the request of a signed delivery. */
function sign(
  data: Delivery,
  { secret = SECRET, suffix = '', at = new Date(), type = 'article.moved' } = {},
): Request {
  const body = JSON.stringify({ type, data });
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': `${Math.floor(at.getTime() / 1_000)}`,
    'webhook-signature': `v1,bm90aGluZw== ${new Webhook(secret).sign('msg_1', at, body)}`,
  };
  return new Request('http://site.example/hooks', { method: 'POST', headers, body: body + suffix });
}

/** Sends a signed delivery to the handler, and returns its status and what it revalidated. */
async function deliver(
  data: Delivery,
  { accepted = SECRET, ...signing }: { accepted?: string } & Parameters<typeof sign>[1] = {},
) {
  const tags: string[] = [];
  const paths: string[] = [];
  const handler = revalidateRoute({
    secret: accepted,
    revalidateTag: (tag) => tags.push(tag),
    revalidatePath: (path) => paths.push(path),
  });
  const { status } = await handler(sign(data, signing));
  return { status, tags, paths };
}

function hash(tag: string): string {
  return createHash('sha256').update(tag).digest('base64url').slice(0, 6);
}
