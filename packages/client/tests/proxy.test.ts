import { expect, test } from '@jest/globals';
import type { Client } from '../src/index.js';
import { proxy } from '../src/next.js';

const ROUTES: Record<string, object> = {
  '/?p=12': { status: 'MOVED', redirectTo: '/world/talks', isPermanent: true },
  '/old': { status: 'MOVED', redirectTo: '/new', isPermanent: false },
};

/** Responds with a text that says what a proxy did. */
const responses = {
  next: () => new Response('next'),
  redirect: (url: URL, status: number) => new Response(`${status} ${url.href}`),
  rewrite: (url: URL) => new Response(`rewrite ${url.href}`),
};

test('A proxy redirects moved paths and short links of WordPress, and leaves other front pages alone', async () => {
  const asked: string[] = [];
  const client = {
    url: 'http://gateway.example/graphql',
    query: async (_document: unknown, { path }: { path: string }) => {
      asked.push(path);
      return { route: ROUTES[path] ?? { status: 'NOT_FOUND', redirectTo: null, isPermanent: null } };
    },
  } as unknown as Client;
  const respond = proxy({ client, NextResponse: responses, pages: [] });
  const get = async (path: string) => {
    const cookies = { has: () => false };
    return (await respond({ url: `https://site.example${path}`, headers: new Headers(), cookies })).text();
  };
  expect(await get('/?utm_source=mail&p=12')).toBe('301 https://site.example/world/talks');
  expect(await get('/old')).toBe('302 https://site.example/new');
  expect(await get('/?p=13')).toBe('next');
  expect(asked).toEqual(['/?p=12', '/old', '/?p=13']);
  expect(await get('/?utm_source=mail')).toBe('next');
  expect(await get('/?p=x')).toBe('next');
  expect(asked).toHaveLength(3);
});
