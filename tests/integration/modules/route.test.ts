import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
  await gateway.save({
    slug: 'bridge-reopens',
    section: ['Politics', 'Transport'],
    tags: ['Bridge'],
    authors: ['Ruth Calloway'],
    aliases: ['/bridge', '/2025/old-bridge/'],
  });
  await gateway.save({ slug: 'kept', path: '/2014/03/kept.html' });
  await gateway.save({ slug: 'mover', section: ['World'] });
  await gateway.save({ slug: 'mover', section: ['Sport'] });
  await gateway.save({ slug: 'moved-again', sourceId: 'mover', section: ['Culture'] });
  await gateway.save({ slug: 'withdrawn' });
  await gateway.save({ slug: 'withdrawn', draft: true });
});
afterAll(() => gateway.close());

async function route(path: string) {
  const document = `query ($path: String!) {
    route(path: $path) {
      status path redirectTo
      node { __typename ... on Article { slug } ... on Section { slug } ... on Tag { slug } ... on Author { slug } }
      suggestions { slug }
    }
  }`;
  return (await gateway.query(document, { path })).route;
}

describe('Route lookup', () => {
  test.each([
    ['/politics/transport/bridge-reopens', 'Article', 'bridge-reopens'],
    ['/2014/03/kept.html', 'Article', 'kept'],
    ['/politics', 'Section', 'politics'],
    ['/politics/transport', 'Section', 'transport'],
    ['/tags/bridge', 'Tag', 'bridge'],
    ['/authors/ruth-calloway', 'Author', 'ruth-calloway'],
  ])('resolves %s to the %s', async (path, type, slug) => {
    expect(await route(path)).toEqual({
      status: 'FOUND',
      path,
      redirectTo: null,
      node: { __typename: type, slug },
      suggestions: [],
    });
  });

  test('resolves a short link of WordPress that is a former path, whatever else its query has', async () => {
    await gateway.save({ slug: 'short-linked', aliases: ['/?p=12', '/?page_id=12'] });
    for (const path of ['/?p=12', 'https://courier.example/?utm_source=mail&p=12', '/?page_id=12'])
      expect(await route(path)).toMatchObject({ status: 'MOVED', redirectTo: '/short-linked' });
    expect(await route('/?p=13')).toMatchObject({ status: 'NOT_FOUND', path: '/' });
    await gateway.save({ slug: 'later', aliases: ['/?p=13'] });
    expect(await route('/?p=13')).toMatchObject({ status: 'MOVED', redirectTo: '/later' });
  });

  test.each([
    '/politics/transport/bridge-reopens/',
    '//politics//transport/bridge-reopens',
    'https://courier.example/politics/transport/bridge-reopens?utm_source=mail#comments',
    '/politics/transport/bridge%2Dreopens',
  ])('resolves other spellings of a path to the same article: %s', async (path) => {
    expect(await route(path)).toMatchObject({ status: 'FOUND', path: '/politics/transport/bridge-reopens' });
  });
});

describe('Former path', () => {
  test.each([
    ['/bridge', '/politics/transport/bridge-reopens'],
    ['/2025/old-bridge', '/politics/transport/bridge-reopens'],
    ['/world/mover', '/culture/moved-again'],
    ['/sport/mover', '/culture/moved-again'],
  ])('%s redirects to %s in one hop', async (path, redirectTo) => {
    expect(await route(path)).toEqual({ status: 'MOVED', path, redirectTo, node: null, suggestions: [] });
  });
});

test('An imported alias does not displace the node that has this path', async () => {
  const aliases = ['/former/crossings/', '/former/crossings', '/tags/bridge'];
  await gateway.importService.saveTaxonomy({
    sections: [],
    tags: [{ slug: 'crossings', name: 'Crossings', aliases }],
    authors: [],
  });
  await gateway.save({ slug: 'crossing', tags: ['Crossings'] });
  expect(await route('/former/crossings')).toMatchObject({ status: 'MOVED', redirectTo: '/tags/crossings' });
  expect((await route('/tags/bridge')).node).toEqual({ __typename: 'Tag', slug: 'bridge' });
});

test('The alias of a scheduled import redirects once the article is published', async () => {
  const id = await gateway.save({ slug: 'soon', publishedAt: new Date('2126-01-01'), aliases: ['/early'] });
  expect((await route('/early')).status).toBe('NOT_FOUND');
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const publish = 'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }';
  await desk(publish, { id: toGlobalId('Article', id) });
  expect(await route('/early')).toMatchObject({ status: 'MOVED', redirectTo: '/soon' });
});

test('Deleting a draft frees its aliases for other articles', async () => {
  const id = await gateway.save({ slug: 'idea', draft: true, aliases: ['/notion'] });
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const remove = 'mutation ($id: ID!) { deleteArticle(input: { id: $id }) { userErrors { message } } }';
  await desk(remove, { id: toGlobalId('Article', id) });
  await gateway.save({ slug: 'heir', aliases: ['/notion'] });
  expect(await route('/notion')).toMatchObject({ status: 'MOVED', redirectTo: '/heir' });
});

test('The front page is FOUND, with an article if one has its path, unless an editor redirects it', async () => {
  const read = async (path: string) =>
    (
      await gateway.query(
        'query ($path: String!) { route(path: $path) { status isFrontPage path node { id } redirectTo isPermanent } }',
        { path },
      )
    ).route;
  const found = { status: 'FOUND', isFrontPage: true, path: '/', redirectTo: null, isPermanent: null };
  for (const path of ['/', '//', 'https://courier.example', 'https://courier.example/?utm_source=mail#top'])
    expect(await read(path)).toEqual({ ...found, node: null });
  expect(await read('/page/2')).toMatchObject({ status: 'MOVED', isFrontPage: false, redirectTo: '/' });
  expect(await read('/politics')).toMatchObject({ status: 'FOUND', isFrontPage: false });

  const id = await gateway.save({ slug: 'welcome', path: '/' });
  expect(await read('/')).toEqual({ ...found, node: { id: toGlobalId('Article', id) } });
  await gateway.save({ slug: 'welcome', draft: true });
  expect(await read('/')).toEqual({ ...found, node: null });

  await gateway.database.prisma.redirect.create({
    data: { path: '/', target: '/politics', isPermanent: false },
  });
  expect(await read('/')).toMatchObject({ status: 'MOVED', redirectTo: '/politics', isPermanent: false });
  await gateway.database.prisma.redirect.deleteMany({ where: { path: '/' } });
});

test('The path of an unpublished article is GONE, an unknown path NOT_FOUND', async () => {
  expect((await route('/withdrawn')).status).toBe('GONE');
  expect((await route('/never')).status).toBe('NOT_FOUND');
  expect((await route('/transport')).status).toBe('NOT_FOUND');
  expect((await route('/tags/never')).status).toBe('NOT_FOUND');
});

test('A mistyped path returns the articles with similar paths as suggestions', async () => {
  expect((await route('/politics/brigde-reopens')).suggestions).toEqual([{ slug: 'bridge-reopens' }]);
});

test.each(['http://[', '%E0%A4%A', 'mailto:a@b.example'])(
  'route rejects %s because it is not a path',
  async (path) => {
    const [error] = await gateway.queryErrors('query ($path: String!) { route(path: $path) { status } }', {
      path,
    });
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(error!.message).toContain('is not a path');
  },
);
