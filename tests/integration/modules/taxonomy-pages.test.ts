import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { recordStatements } from '../../support/statements.js';

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' });
  desk = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
  await gateway.save({ slug: 'one', section: ['World'], tags: ['Tides'], authors: ['Ann Marsh'] });
  await gateway.save({ slug: 'two', section: ['World'], tags: ['Tides', 'Ice'], authors: ['Ben Brook'] });
});
afterAll(() => gateway.close());

const FIELDS: Record<string, string> = {
  section: 'description seo { title description }',
  tag: 'description seo { title description }',
  author: 'bio role email links { url label } seo { title description jsonLd }',
};

async function edit(mutation: string, input: object) {
  const [, verb, name = ''] = /^(create|update)(\w+)$/.exec(mutation) ?? [];
  const type = name.toLowerCase();
  const document = `mutation ($input: ${verb === 'create' ? 'Create' : 'Update'}${name}Input!) {
    payload: ${mutation}(input: $input) { ${type} { id ${FIELDS[type]} } userErrors { code field message } } }`;
  const { payload } = await desk(document, { input });
  await gateway.app.cacheInvalidator.waitForSync();
  return { node: payload[type], userErrors: payload.userErrors };
}

const find = async (type: string, slug: string, from = gateway) =>
  (await from.query(`{ node: ${type}(by: { slug: "${slug}" }) { id ${FIELDS[type]} } }`)).node;

test('A tag has a description and, for search engines, a title and a description of its own', async () => {
  const { id, ...before } = await find('tag', 'tides');
  expect(before).toEqual({ description: null, seo: { title: 'Tides', description: null } });
  await edit('updateTag', { id, description: ' Of the sea. ' });
  expect(await find('tag', 'tides')).toMatchObject({
    description: 'Of the sea.',
    seo: { title: 'Tides', description: 'Of the sea.' },
  });
  await edit('updateTag', { id, seoTitle: 'Tides of Port Maren', seoDescription: 'Twice a day.' });
  expect(await find('tag', 'tides')).toMatchObject({
    description: 'Of the sea.',
    seo: { title: 'Tides of Port Maren', description: 'Twice a day.' },
  });
  await edit('updateTag', { id, seoTitle: null, seoDescription: '' });
  expect(await find('tag', 'tides')).toMatchObject({ seo: { title: 'Tides', description: 'Of the sea.' } });
});

test('A section has a title and a description for search engines from its creation on', async () => {
  const { node, userErrors } = await edit('createSection', {
    ...{ name: 'Harbour', description: 'The quays.', seoTitle: 'Harbour news' },
    robots: { isIndexed: false },
  });
  expect(userErrors).toEqual([]);
  expect(node).toMatchObject({ seo: { title: 'Harbour news', description: 'The quays.' } });
});

test('An author has a role, an address and links, which the JSON-LD of the page names', async () => {
  const { id } = await find('author', 'ann-marsh');
  const { node, userErrors } = await edit('updateAuthor', {
    ...{ id, role: 'Science correspondent', email: ' ann@courier.example ', bio: 'Writes of eels.' },
    links: [
      { url: 'https://www.linkedin.com/in/ann' },
      { url: 'https://de.wikipedia.org/wiki/Ann' },
      { url: 'https://ann.example/', label: 'Her garden' },
      { url: 'https://tide.example/ann' },
    ],
  });
  expect(userErrors).toEqual([]);
  expect(node).toMatchObject({
    role: 'Science correspondent',
    email: 'ann@courier.example',
    links: [
      { url: 'https://www.linkedin.com/in/ann', label: 'LinkedIn' },
      { url: 'https://de.wikipedia.org/wiki/Ann', label: 'Wikipedia' },
      { url: 'https://ann.example/', label: 'Her garden' },
      { url: 'https://tide.example/ann', label: 'tide.example' },
    ],
  });
  expect(JSON.parse(node.seo.jsonLd).mainEntity).toEqual({
    ...{ '@type': 'Person', name: 'Ann Marsh', url: 'https://courier.example/authors/ann-marsh' },
    ...{ description: 'Writes of eels.', jobTitle: 'Science correspondent', email: 'ann@courier.example' },
    sameAs: node.links.map(({ url }: { url: string }) => url),
  });
  const { article } = await gateway.query('{ article(by: { slug: "one" }) { seo { jsonLd } } }');
  expect(JSON.parse(article.seo.jsonLd).author[0]).toMatchObject({ jobTitle: 'Science correspondent' });
});

test('Omitted fields of an author stay, and null clears them', async () => {
  const { id, ...before } = await find('author', 'ann-marsh');
  const { node } = await edit('updateAuthor', { id, name: 'Ann Marsh' });
  expect(node).toMatchObject(before);
  const cleared = await edit('updateAuthor', { id, role: null, email: null, links: null });
  expect(cleared.node).toMatchObject({ role: null, email: null, links: [], bio: 'Writes of eels.' });
});

test('Invalid addresses, links and texts are refused with the field', async () => {
  const refuse = async (mutation: string, input: object) =>
    (await edit(mutation, { name: 'Refused', ...input })).userErrors.map(
      ({ field, code }: { field: string[]; code: string }) => [field.join('.'), code],
    );
  const links = [{ url: 'ftp://ann.example/' }, { url: 'https://ann.example/', label: 'x'.repeat(101) }];
  expect(await refuse('createAuthor', { role: 'x'.repeat(201), email: 'ann at home', links })).toEqual([
    ['role', 'TOO_LONG'],
    ['email', 'INVALID'],
    ['links.0.url', 'INVALID'],
    ['links.1.label', 'TOO_LONG'],
  ]);
  const many = Array(21).fill({ url: 'https://ann.example/' });
  expect(await refuse('createAuthor', { links: many })).toEqual([['links', 'TOO_LONG']]);
  const texts = {
    description: 'x'.repeat(1_001),
    seoTitle: 'x'.repeat(301),
    seoDescription: 'x'.repeat(1_001),
  };
  for (const mutation of ['createTag', 'createSection'])
    expect(await refuse(mutation, texts)).toEqual([
      ['description', 'TOO_LONG'],
      ['seoTitle', 'TOO_LONG'],
      ['seoDescription', 'TOO_LONG'],
    ]);
});

test('Lists read what only pages show if they ask for it, with one statement for all', async () => {
  const read = (tags: string, authors: string) =>
    recordStatements(() =>
      gateway.query(
        `{ articles { nodes { slug tags { name ${tags} } authors { name role ${authors} } } } }`,
        {},
        { 'cache-control': 'no-cache' },
      ),
    );
  const plain = await read('', '');
  expect(plain.join('\n')).not.toMatch(/"(links|description|email)"/);
  const whole = await read('description', 'links { url }');
  expect(whole.filter((text) => /"tag"|"author"/.test(text)).length).toBeLessThanOrEqual(2);
  expect(whole.length).toBeLessThanOrEqual(plain.length + 2);
});

test('Exported to Markdown and imported elsewhere, pages have the same fields and IDs', async () => {
  const { id } = await find('author', 'ben-brook');
  await edit('updateAuthor', {
    ...{ id, role: 'Editor', email: 'ben@courier.example', seoTitle: 'All by Ben', seoDescription: 'All.' },
    links: [{ url: 'https://x.com/ben' }, { url: 'https://ben.example/', label: 'Ben' }],
  });
  await edit('updateTag', {
    id: (await find('tag', 'ice')).id,
    description: 'Cold.',
    seoTitle: 'Ice of today',
  });
  const other = await startGateway();
  const folder = await mkdtemp(join(tmpdir(), 'dateline-pages-'));
  await exportMarkdown(folder, gateway.database.prisma);
  await importMarkdown(folder, other.importService);
  for (const [type, slug] of [
    ['section', 'harbour'],
    ['section', 'world'],
    ['tag', 'ice'],
    ['tag', 'tides'],
    ['author', 'ann-marsh'],
    ['author', 'ben-brook'],
  ] as const)
    expect(await find(type, slug, other)).toEqual(await find(type, slug));
  await other.close();
  await rm(folder, { recursive: true });
});

test('A taxonomy file with an invalid link or address is refused with its place', async () => {
  const folder = await createFolder({
    'a.md': '---\ntitle: A\ndate: 2026-01-31\n---\n',
    'authors.yaml': '- slug: ann\n  name: Ann\n  email: nobody\n  links: [{ url: "javascript:alert(1)" }]\n',
  });
  await expect(importMarkdown(folder, gateway.importService)).rejects.toThrow(
    /authors\.yaml: 0\.email is not an email address; 0\.links\.0\.url is not a URL with http or https/,
  );
});
