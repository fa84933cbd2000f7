import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { act, createElement } from 'react';
import type { Root } from 'react-dom/client';
import { type Gateway, startGateway } from '../../../tests/support/gateway.js';
import { createLiveBlog, type LiveBlogDesk } from '../../../tests/support/live-blog.js';
import { waitUntil } from '../../../tests/support/until.js';
import { type Client, createClient } from '../src/index.js';
import { useLiveBlog } from '../src/react/index.js';

const BLOG = 'query ($id: ID!) { article(by: { id: $id }) { liveBlog { isLive cursor } } }';
const GLOBALS = ['window', 'document', 'navigator'] as const;
const saved = GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);

let gateway: Gateway;
let client: Client;
/** Requests of the client, and how the body of each ended: undefined while it is open. */
let requests: { ended?: 'read' | 'cancelled' }[];
let root: Root;
let main: any;

beforeAll(async () => {
  gateway = await startGateway({ RATE_EXEMPT: '127.0.0.1' });
});
afterAll(() => gateway.close());

beforeEach(async () => {
  const page: any = parseHTML('<!doctype html><html><body><main></main></body></html>');
  page.document.oninput = null; // React asks whether the event exists
  const globals = { window: page.window, document: page.document, navigator: { userAgent: '' } };
  // Defined, not assigned: the `navigator` of Node.js 22 has no setter.
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const { createRoot } = await import('react-dom/client');
  main = page.document.querySelector('main');
  root = createRoot(main);
  requests = [];
  client = createClient({ url: `${gateway.address}/graphql`, fetch: fetchAndRecord });
});
afterEach(async () => {
  // Within `act`, React does all of its work before the globals go.
  (globalThis as any).IS_REACT_ACT_ENVIRONMENT = true;
  await act(async () => root.unmount());
  delete (globalThis as any).IS_REACT_ACT_ENVIRONMENT;
  await waitUntil(() => requests.every(({ ended }) => ended !== undefined));
  for (const [name, descriptor] of saved) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete (globalThis as any)[name];
  }
});

/** Sends a request, and records how its body ends. */
const fetchAndRecord: typeof fetch = async (...parameters) => {
  const request: (typeof requests)[number] = {};
  requests.push(request);
  const response = await fetch(...parameters);
  const reader = response.body!.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await reader.read().catch(() => ({ value: undefined, done: null }));
      if (value) return controller.enqueue(value);
      request.ended = done ? 'read' : 'cancelled';
      controller.close();
    },
    async cancel(reason) {
      request.ended = 'cancelled';
      await reader.cancel(reason);
    },
  });
  return new Response(body, response);
};

interface Shown {
  added: number;
  isLive: boolean;
  kinds: string[];
  error: string | null;
}

type BlogData = { isLive: boolean; cursor: string };

function Follower({ id, blog }: { id: string; blog: BlogData }) {
  const { added, isLive, events, error, clear } = useLiveBlog(client, id, blog);
  const shown = { added, isLive, kinds: events.map(({ kind }) => kind), error: error ? String(error) : null };
  return createElement('button', { type: 'button', onClick: clear }, JSON.stringify(shown));
}

const read = (): Shown => JSON.parse(main.querySelector('button').textContent);

async function load(id: string): Promise<BlogData> {
  const { article } = await gateway.query(BLOG, { id });
  return article.liveBlog;
}

const show = async (id: string, blog: BlogData) => root.render(createElement(Follower, { id, blog }));

async function createStarted(slug: string): Promise<LiveBlogDesk> {
  const desk = await createLiveBlog(gateway, slug);
  await desk.add({ title: 'The first' });
  return desk;
}

test('New entries are counted from the page on, fewer when one is retracted, and none after they are shown', async () => {
  const { id, add, run } = await createStarted('storm');
  const blog = await load(id);
  // Added between the response and the subscription.
  const early = await add({ title: 'The second' });
  await show(id, blog);
  await waitUntil(() => main.querySelector('button') && read().added === 1);
  await add({ title: 'The third' });
  await waitUntil(() => read().added === 2);
  await run('retractLiveBlogEntry', { id: early });
  await waitUntil(() => read().added === 1);
  await run('publishLiveBlogEntry', { id: early });
  await waitUntil(() => read().added === 2);
  expect(read()).toEqual({
    added: 2,
    isLive: true,
    kinds: ['ADDED', 'ADDED', 'RETRACTED', 'ADDED'],
    error: null,
  });

  // The page with the new entries has another cursor.
  await show(id, await load(id));
  await waitUntil(() => requests.length === 2 && read().added === 0);
  await waitUntil(() => requests[0]?.ended === 'cancelled');
  await run('updateLiveBlogEntry', { id: early, title: 'Edited' });
  await waitUntil(() => read().kinds.includes('EDITED'));
  expect(read()).toMatchObject({ added: 0, kinds: ['EDITED'] });
});

test('The end of the coverage closes the connection, and an ended live blog opens none', async () => {
  const { id, run } = await createStarted('election');
  await show(id, await load(id));
  await waitUntil(() => main.querySelector('button') && requests.length === 1);
  await run('endLiveBlog', { id });
  await waitUntil(() => !read().isLive);
  await waitUntil(() => requests[0]?.ended !== undefined);
  expect(read()).toMatchObject({ kinds: ['ENDED'], error: null });
  const ended = await load(id);
  await show(id, ended);
  await waitUntil(() => read().kinds.length === 0);
  expect(read()).toEqual({ added: 0, isLive: false, kinds: [], error: null });
  expect(requests).toHaveLength(1);
});

test('A cursor that the gateway refuses is an error, and no connection is opened again', async () => {
  const { id } = await createStarted('flood');
  await show(id, { isLive: true, cursor: 'x' });
  await waitUntil(() => main.querySelector('button') && read().error !== null);
  expect(read()).toMatchObject({ added: 0, isLive: true, kinds: [] });
  expect(requests).toHaveLength(1);
});
