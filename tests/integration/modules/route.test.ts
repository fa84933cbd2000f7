import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/global-id.js';
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

describe('A path leads to', () => {
  test.each([
    ['/politics/transport/bridge-reopens', 'Article', 'bridge-reopens'],
    ['/2014/03/kept.html', 'Article', 'kept'],
    ['/politics', 'Section', 'politics'],
    ['/politics/transport', 'Section', 'transport'],
    ['/tags/bridge', 'Tag', 'bridge'],
    ['/authors/ruth-calloway', 'Author', 'ruth-calloway'],
  ])('%s: %s', async (path, type, slug) => {
    expect(await route(path)).toEqual({
      status: 'FOUND',
      path,
      redirectTo: null,
      node: { __typename: type, slug },
      suggestions: [],
    });
  });

  test.each([
    '/politics/transport/bridge-reopens/',
    '//politics//transport/bridge-reopens',
    'https://courier.example/politics/transport/bridge-reopens?utm_source=mail#comments',
    '/politics/transport/bridge%2Dreopens',
  ])('the same article however it is written: %s', async (path) => {
    expect(await route(path)).toMatchObject({ status: 'FOUND', path: '/politics/transport/bridge-reopens' });
  });
});

describe('An old address', () => {
  test.each([
    ['/bridge', '/politics/transport/bridge-reopens'],
    ['/2025/old-bridge', '/politics/transport/bridge-reopens'],
    ['/world/mover', '/culture/moved-again'],
    ['/sport/mover', '/culture/moved-again'],
  ])('%s leads to %s in one hop', async (path, redirectTo) => {
    expect(await route(path)).toEqual({ status: 'MOVED', path, redirectTo, node: null, suggestions: [] });
  });
});

test('What an import says was at an address does not displace what lives there', async () => {
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

test('What is imported before its time is found at its old addresses once it is published', async () => {
  const id = await gateway.save({ slug: 'soon', publishedAt: new Date('2126-01-01'), aliases: ['/early'] });
  expect((await route('/early')).status).toBe('NOT_FOUND');
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const publish = 'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }';
  await desk(publish, { id: toGlobalId('Article', id) });
  expect(await route('/early')).toMatchObject({ status: 'MOVED', redirectTo: '/soon' });
});

test('A draft that is deleted leaves nothing at its old addresses', async () => {
  const id = await gateway.save({ slug: 'idea', draft: true, aliases: ['/notion'] });
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const remove = 'mutation ($id: ID!) { deleteArticle(input: { id: $id }) { userErrors { message } } }';
  await desk(remove, { id: toGlobalId('Article', id) });
  await gateway.save({ slug: 'heir', aliases: ['/notion'] });
  expect(await route('/notion')).toMatchObject({ status: 'MOVED', redirectTo: '/heir' });
});

test('What was there and is not any more is told from what never was', async () => {
  expect((await route('/withdrawn')).status).toBe('GONE');
  expect((await route('/never')).status).toBe('NOT_FOUND');
  expect((await route('/transport')).status).toBe('NOT_FOUND');
  expect((await route('/tags/never')).status).toBe('NOT_FOUND');
  expect((await route('/')).status).toBe('NOT_FOUND');
});

test('A mistyped address is met with articles whose address looks like it', async () => {
  expect((await route('/politics/brigde-reopens')).suggestions).toEqual([{ slug: 'bridge-reopens' }]);
});

test.each(['http://[', '%E0%A4%A', 'mailto:a@b.example'])(
  '%s is no path, and the answer says so',
  async (path) => {
    const [error] = await gateway.queryErrors('query ($path: String!) { route(path: $path) { status } }', {
      path,
    });
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(error!.message).toContain('is not a path');
  },
);
