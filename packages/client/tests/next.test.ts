import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Client } from '../src/index.js';
import {
  datelineFetch,
  draftRoute,
  imageLoader,
  metadata,
  revalidateRoute,
  sitemap,
  toNextTags,
} from '../src/next.js';

const SECRET = `whsec_${Buffer.from('a secret of some length').toString('base64')}`;

test('A fetch tags the entry of the cache with the tags of the response', async () => {
  const tagged: string[] = [];
  const cacheTag = (...tags: string[]) => tagged.push(...tags);
  const respond = (headers: Record<string, string>) =>
    datelineFetch({ cacheTag, fetch: async () => Response.json({}, { headers }) })('/graphql');
  await respond({ 'surrogate-key': 'abcdef ghijkl' });
  await respond({ 'cache-tag': 'mnopqr,stuvwx' });
  await respond({});
  expect(tagged).toEqual(['abcdef', 'ghijkl', 'mnopqr', 'stuvwx']);
});

test('A webhook revalidates what a response with any number of tags is tagged with', async () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `article:${index}`);
  const hashes = keys.map(hash);
  const many = toNextTags(hashes);
  expect(many.length).toBeLessThanOrEqual(64);
  expect(toNextTags(hashes.slice(0, 3))).toEqual(hashes.slice(0, 3));
  for (const key of keys.slice(0, 20)) {
    const { status, tags } = await deliver({ keys: [key] });
    expect(status).toBe(204);
    expect(tags).toContain(key);
    expect(tags).toContain(hash(key));
    expect(toNextTags([...hashes.slice(100), hash(key)]).some((tag) => tags.includes(tag))).toBe(true);
    expect(tags.some((tag) => toNextTags(['many']).includes(tag))).toBe(true);
  }
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

test('A preview needs the secret and leads to a path of the site only', async () => {
  let enabled = 0;
  const handler = draftRoute({
    secret: 'open sesame',
    draftMode: async () => ({
      enable: () => {
        enabled += 1;
      },
    }),
  });
  const open = (query: Record<string, string>) =>
    handler(new Request(`https://site.example/draft?${new URLSearchParams(query)}`));
  const opened = await open({ secret: 'open sesame', path: '/world/talks?x=1#y' });
  expect([opened.status, opened.headers.get('location')]).toEqual([307, '/world/talks?x=1#y']);
  expect((await open({ secret: 'wrong', path: '/' })).status).toBe(401);
  expect((await open({})).status).toBe(401);
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/.//evil.example',
    '\t//evil.example',
  ]) {
    expect((await open({ secret: 'open sesame', path })).status).toBe(400);
  }
  expect(enabled).toBe(1);
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
    openGraph: tags.map(([property, content]) => ({ property, content })),
  };
  expect(metadata(seo)).toEqual({
    title: { absolute: 'Talks' },
    description: null,
    alternates: { canonical: 'https://site.example/talks' },
    openGraph: {
      ...{ type: 'article', title: 'Talks', siteName: 'Courier', tags: ['Peace'] },
      authors: ['https://site.example/authors/ada', 'https://site.example/authors/bea'],
      images: [{ url: 'https://site.example/a.jpg', width: '800' }],
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
  keys: string[];
  pathBefore?: string;
  pathAfter?: string;
}

/** Sends a signed delivery to the handler, and returns its status and what it revalidated. */
async function deliver(data: Delivery, { secret = SECRET, suffix = '', at = new Date() } = {}) {
  const tags: string[] = [];
  const paths: string[] = [];
  const body = JSON.stringify({ type: 'article.moved', data });
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': `${Math.floor(at.getTime() / 1_000)}`,
    'webhook-signature': `v1,bm90aGluZw== ${new Webhook(secret).sign('msg_1', at, body)}`,
  };
  const handler = revalidateRoute({
    secret: SECRET,
    revalidateTag: (tag) => tags.push(tag),
    revalidatePath: (path) => paths.push(path),
  });
  const request = new Request('http://site.example/hooks', { method: 'POST', headers, body: body + suffix });
  const { status } = await handler(request);
  return { status, tags, paths };
}

function hash(tag: string): string {
  return createHash('sha256').update(tag).digest('base64url').slice(0, 6);
}
