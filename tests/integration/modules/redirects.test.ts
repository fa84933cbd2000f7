import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RedirectService } from '../../../src/modules/redirect/redirect.service.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const CREATE = `mutation ($input: CreateRedirectInput!) {
  createRedirect(input: $input) {
    redirect { id from to isPermanent createdAt } userErrors { code field message }
  }
}`;
const NOTHING = { redirectTo: null, isPermanent: null };

let gateway: Gateway;
let desk: Query;
let deskKey: string;
beforeAll(async () => {
  // With a cache, so that a redirect that takes effect late is noticed.
  gateway = await startGateway({ CACHE_MB: '10' });
  deskKey = await gateway.createKey('write', 'publish', 'preview');
  desk = gateway.queryAs(deskKey);
  await gateway.save({ slug: 'home', section: ['World'], tags: ['Sea'], authors: ['Zoë Okafor'] });
});
afterAll(() => gateway.close());

const create = async (from: string, to: string, isPermanent?: boolean) =>
  (await desk(CREATE, { input: { from, to, ...(isPermanent !== undefined && { isPermanent }) } }))
    .createRedirect;
const remove = async (id: string) =>
  (
    await desk(
      'mutation ($id: ID!) { deleteRedirect(input: { id: $id }) { deletedId userErrors { code field } } }',
      { id },
    )
  ).deleteRedirect;
const route = async (path: string, ask: Query = gateway.query) =>
  (await ask('query ($path: String!) { route(path: $path) { status redirectTo isPermanent } }', { path }))
    .route;

describe('createRedirect', () => {
  test('redirects a path immediately, until deleteRedirect', async () => {
    expect(await route('/old-home')).toEqual({ status: 'NOT_FOUND', ...NOTHING });
    const { redirect, userErrors } = await create('/old-home/', '/world/home');
    expect(userErrors).toEqual([]);
    expect(redirect).toMatchObject({ from: '/old-home', to: '/world/home', isPermanent: true });
    const moved = { status: 'MOVED', redirectTo: '/world/home', isPermanent: true };
    expect(await route('/old-home')).toEqual(moved);
    expect(await route('/old-home', gateway.queryAs(deskKey, 'preview'))).toEqual(moved);
    expect(await remove(redirect.id)).toEqual({ deletedId: redirect.id, userErrors: [] });
    expect(await route('/old-home')).toEqual({ status: 'NOT_FOUND', ...NOTHING });
    expect(await remove(redirect.id)).toEqual({
      deletedId: null,
      userErrors: [{ code: 'NOT_FOUND', field: ['id'] }],
    });
  });

  test.each([
    ['/to-site', 'https://other.example/a?b=c#d', 'https://other.example/a?b=c#d'],
    ['/to-own', 'https://courier.example/world/home/', '/world/home'],
    ['/to-front', '/', '/'],
    ['/to-own-front', 'https://courier.example', '/'],
    ['/to-own-query', 'https://courier.example/search?q=sea', 'https://courier.example/search?q=sea'],
    ['/to-page', '/about', '/about'],
    ['https://old.example/to-whole', '/about', '/about'],
  ])('leads from %s to %s', async (from, to, redirectTo) => {
    expect((await create(from, to)).userErrors).toEqual([]);
    expect(await route(from)).toEqual({ status: 'MOVED', redirectTo, isPermanent: true });
  });

  test('can be for a time, and a chain with such a redirect is for a time too', async () => {
    await create('/campaign', '/world/home', false);
    await create('/poster', '/campaign');
    const forNow = { status: 'MOVED', redirectTo: '/world/home', isPermanent: false };
    expect(await route('/campaign')).toEqual(forNow);
    expect(await route('/poster')).toEqual(forNow);
  });

  test('leads to the current path of content that moves, in one hop', async () => {
    await gateway.save({ slug: 'walker', section: ['World'] });
    await create('/short', '/world/walker');
    await gateway.save({ slug: 'walker', section: ['Sport'] });
    const moved = { status: 'MOVED', redirectTo: '/sport/walker', isPermanent: true };
    expect(await route('/short')).toEqual(moved);
    await create('/shorter', '/short');
    expect(await route('/shorter')).toEqual(moved);
    await gateway.save({ slug: 'walker', section: ['Culture'] });
    expect((await route('/shorter')).redirectTo).toBe('/culture/walker');
  });

  test('takes precedence over a former path and over content that is gone', async () => {
    await gateway.save({ slug: 'left', section: ['World'] });
    await gateway.save({ slug: 'left', section: ['Sport'] });
    await gateway.save({ slug: 'taken-down' });
    await gateway.save({ slug: 'taken-down', draft: true });
    expect((await route('/taken-down')).status).toBe('GONE');
    for (const path of ['/world/left', '/taken-down']) {
      await create(path, '/world/home');
      expect(await route(path)).toMatchObject({ status: 'MOVED', redirectTo: '/world/home' });
    }
  });

  test.each([
    ['/world/home', 'an article'],
    ['/world', 'a section'],
    ['/tags/sea', 'a tag'],
    ['/authors/zoe-okafor', 'an author'],
  ])('is TAKEN at %s, the path of %s', async (from) => {
    const { redirect, userErrors } = await create(from, '/elsewhere');
    expect(redirect).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'TAKEN', field: ['from'] }]);
    expect((await route(from)).status).toBe('FOUND');
  });

  test('is TAKEN at the path of another redirect', async () => {
    await create('/once', '/about');
    const { userErrors } = await create('/once', '/world/home');
    expect(userErrors).toMatchObject([{ code: 'TAKEN', field: ['from'] }]);
    expect(userErrors[0].message).toBe('/once redirects to /about already. Delete that redirect first.');
  });

  test.each([
    ['/', '/about', ['from']],
    ['/?s=12', '/about', ['from']],
    ['mailto:desk@courier.example', '/about', ['from']],
    ['/x1', '/about?x=1', ['to']],
    ['/x2', '//other.example', ['to']],
    ['/x3', 'javascript:alert(1)', ['to']],
    ['/x4', 'https://user:secret@other.example/', ['to']],
    ['/x5', 'ftp://other.example/', ['to']],
    ['/x6', '', ['to']],
    ['/x7/', '/x7', ['to']],
    ['/x8', 'https://courier.example/x8', ['to']],
  ])('is INVALID from %s to "%s"', async (from, to, field) => {
    expect((await create(from, to)).userErrors).toMatchObject([{ code: 'INVALID', field }]);
  });

  test('is INVALID if redirects would go round in a circle, or be more than ten', async () => {
    await create('/ring-2', '/ring-3');
    await create('/ring-1', '/ring-2');
    const { userErrors } = await create('/ring-3', '/ring-1');
    expect(userErrors).toMatchObject([{ code: 'INVALID', field: ['to'] }]);
    expect(userErrors[0].message).toContain('leads back to /ring-3');
    for (let i = 1; i <= 10; i++)
      expect((await create(`/chain-${i}`, `/chain-${i - 1}`)).userErrors).toEqual([]);
    expect((await create('/chain-11', '/chain-10')).userErrors).toMatchObject([
      { code: 'INVALID', field: ['to'] },
    ]);
    expect(await route('/chain-10')).toMatchObject({ status: 'MOVED', redirectTo: '/chain-0' });
  });

  test('is run once when it is retried with an idempotency key', async () => {
    const once = () =>
      desk(CREATE, { input: { from: '/retried', to: '/about' } }, { 'idempotency-key': 'redirect' });
    expect(await once()).toEqual(await once());
  });
});

describe('Content published at the path of a redirect', () => {
  test('comes first, and a later move redirects to it', async () => {
    await create('/world/comes', '/about');
    await gateway.save({ slug: 'comes', section: ['World'] });
    expect(await route('/world/comes')).toEqual({ status: 'FOUND', ...NOTHING });
    expect(await gateway.database.prisma.redirect.count({ where: { path: '/world/comes' } })).toBe(0);
    await gateway.save({ slug: 'comes', section: ['Sport'] });
    expect((await route('/world/comes')).redirectTo).toBe('/sport/comes');
  });

  test('leaves the redirect in place while it is a draft', async () => {
    await create('/drafted', '/about');
    await gateway.save({ slug: 'drafted', draft: true });
    expect((await route('/drafted')).redirectTo).toBe('/about');
    expect((await route('/drafted', gateway.queryAs(deskKey, 'preview'))).status).toBe('FOUND');
  });

  test.each([
    ['section', '/harbour', 'createSection(input: { name: "Harbour" })'],
    ['tag', '/tags/tides', 'createTag(input: { name: "Tides" })'],
  ])('may be a %s', async (_type, path, mutation) => {
    await create(path, '/about');
    await desk(`mutation { ${mutation} { userErrors { message } } }`);
    if (path.startsWith('/tags/')) await gateway.save({ slug: 'tidal', tags: ['Tides'] });
    expect((await route(path)).status).toBe('FOUND');
  });

  test('cannot have it as a former path', async () => {
    await create('/occupied', '/about');
    const { createArticle } = await desk(
      'mutation { createArticle(input: { title: "Wants it", aliases: ["/occupied"] }) { userErrors { code field } } }',
    );
    expect(createArticle.userErrors).toEqual([{ code: 'TAKEN', field: ['aliases', '0'] }]);
  });
});

describe('Redirects', () => {
  const list = async (args = '') =>
    (await desk(`{ redirects${args} { totalCount nodes { from } pageInfo { hasNextPage endCursor } } }`))
      .redirects;

  test('pages through every redirect once', async () => {
    const seen: string[] = [];
    let page = await list('(first: 7)');
    for (;;) {
      seen.push(...page.nodes.map(({ from }: { from: string }) => from));
      if (!page.pageInfo.hasNextPage) break;
      page = await list(`(first: 7, after: "${page.pageInfo.endCursor}")`);
    }
    const rows = await gateway.database.prisma.redirect.findMany();
    expect([...seen].sort()).toEqual(rows.map(({ path }) => path).sort());
    expect(page.totalCount).toBe(rows.length);
  });

  test('can be filtered by the beginning of the path and by the target', async () => {
    expect((await list('(filter: { from: "/chain-1" })')).nodes).toEqual([
      { from: '/chain-1' },
      { from: '/chain-10' },
    ]);
    const { nodes } = await list('(first: 100, filter: { to: "/chain-3", from: "/chain" })');
    expect(nodes).toEqual([{ from: '/chain-4' }]);
  });

  test.each(['preview', 'publish'])('can be read with the scope %s', async (scope) => {
    const key = await gateway.createKey(scope);
    const { redirects } = await gateway.queryAs(key)('{ redirects(first: 1) { nodes { from } } }');
    expect(redirects.nodes).toHaveLength(1);
  });

  test('are FORBIDDEN with other scopes, as are their mutations', async () => {
    const headers = { authorization: `Bearer ${await gateway.createKey('write', 'newsletter:read')}` };
    for (const operation of [
      '{ redirects { totalCount } }',
      'mutation { createRedirect(input: { from: "/a", to: "/b" }) { redirect { id } } }',
      `mutation { deleteRedirect(input: { id: "${toGlobalId('Redirect', 1)}" }) { deletedId } }`,
    ]) {
      const [error] = await gateway.queryErrors(operation, {}, headers);
      expect(error!.extensions.code).toBe('FORBIDDEN');
    }
  });
});

test('A redirect is audited, and in the change log with the cache tag of its path', async () => {
  const { redirect } = await create('/noted', '/about');
  await remove(redirect.id);
  const changes = await gateway.database.prisma.contentChange.findMany({
    where: { nodeType: 'Redirect' },
    orderBy: { sequence: 'desc' },
    take: 2,
  });
  const location = { slug: 'noted', path: '/noted' };
  expect(changes.map(({ kind, keys, before, after }) => ({ kind, keys, before, after }))).toEqual([
    { kind: 'DELETED', keys: ['path:/noted'], before: location, after: null },
    { kind: 'CREATED', keys: ['path:/noted'], before: null, after: location },
  ]);
  const entries = await gateway.database.prisma.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 2 });
  expect(entries.map(({ action, target }) => [action, target])).toEqual([
    ['deleteRedirect', redirect.id],
    ['createRedirect', redirect.id],
  ]);
});

test('An import creates, replaces and refuses redirects, and a second one changes nothing', async () => {
  const service = new RedirectService(gateway.database.prisma, {
    url: 'https://courier.example',
    languageUrls: {},
  });
  await create('/imported-2', '/about');
  const batch = [
    { from: 'https://old.example/imported-1', to: '/world/home', isPermanent: true },
    { from: '/imported-2', to: '/world/home', isPermanent: false },
    { from: '/world/home', to: '/about', isPermanent: true },
    { from: '/imported-3', to: '?', isPermanent: true },
  ];
  expect(await service.import(batch)).toMatchObject([
    { outcome: 'created' },
    { outcome: 'updated' },
    { outcome: 'refused', reasons: [expect.stringMatching(/^from: The path \/world\/home is already used/)] },
    { outcome: 'refused', reasons: [expect.stringMatching(/^to: The value must be a path of the site/)] },
  ]);
  expect((await service.import(batch)).map(({ outcome }) => outcome)).toEqual([
    ...['unchanged', 'unchanged', 'refused', 'refused'],
  ]);
  await gateway.app.cacheInvalidator.waitForSync();
  expect(await route('/imported-2')).toMatchObject({ redirectTo: '/world/home', isPermanent: false });
});
