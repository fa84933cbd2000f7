import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createLiveBlog } from '../../support/live-blog.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16', SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de' });
  await gateway.save({
    slug: 'ferry',
    title: 'A *new* [ferry]',
    standfirst: 'It is quiet.',
    section: ['World'],
    tags: ['Harbour'],
    authors: ['Ada Byrne'],
    publishedAt: new Date('2026-01-02T03:04:05Z'),
    body: { format: 'html', text: '<h2>Trials</h2><p>She sailed <strong>twice</strong>.</p>' },
  });
  await gateway.save({ slug: 'secret', title: 'A secret', draft: true, section: ['World'] });
  await gateway.save({ slug: 'hidden', title: 'Not indexed', noindex: true, section: ['World'] });
  await gateway.save({ slug: 'faehre', title: 'Fähre', language: 'de', section: ['World'] });
});
afterAll(() => gateway.close());

const get = (path: string) => fetch(gateway.address + path, { redirect: 'manual' });
const read = async (path: string) => (await get(path)).text();

describe('A page as Markdown', () => {
  test('of an article has its text, its facts and its address', async () => {
    const response = await get('/markdown/world/ferry');
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const text = await response.text();
    expect(text).toContain(
      '# A \\*new\\* \\[ferry\\]\n\n*It is quiet.*\n\nBy Ada Byrne · World · published 2026-01-02T03:04:05.000Z',
    );
    expect(text).toContain(
      '## Trials\n\nShe sailed **twice**.\n\nSource: <https://courier.example/world/ferry>\n',
    );
    expect(response.headers.get('x-markdown-tokens')).toBe(String(Math.ceil(Buffer.byteLength(text) / 4)));
  });

  test('of a list or the front page links the articles in it', async () => {
    for (const path of [
      '/markdown/world',
      '/markdown/tags/harbour',
      '/markdown/authors/ada-byrne',
      '/markdown',
    ])
      expect(await read(path)).toContain(
        '- [A \\*new\\* \\[ferry\\]](<https://courier.example/world/ferry.md>): It is quiet.',
      );
    expect(await read('/markdown/de/world')).toContain(
      '[Fähre](<https://courier.example/de/world/faehre.md>)',
    );
  });

  test('of a front has its containers, of a section the front at its path', async () => {
    const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
    const ferry = toGlobalId(
      'Article',
      (await gateway.database.prisma.article.findFirstOrThrow({ where: { slug: 'ferry' } })).id,
    );
    for (const [path, title] of [
      ['/guide', 'A guide'],
      ['/world', null],
    ]) {
      const { createFront } = await desk(
        'mutation ($input: CreateFrontInput!) { createFront(input: $input) { front { id } userErrors { message } } }',
        {
          input: {
            path,
            title,
            containers: [{ title: 'Boats', cards: [{ article: ferry, kicker: 'New', headline: 'Quiet' }] }],
          },
        },
      );
      expect(createFront.userErrors).toEqual([]);
      await desk('mutation ($id: ID!) { publishFront(input: { id: $id }) { userErrors { message } } }', {
        id: createFront.front.id,
      });
    }
    await gateway.app.cacheInvalidator.waitForSync();
    const card = '## Boats\n\n- [New: Quiet](<https://courier.example/world/ferry.md>): It is quiet.\n';
    expect(await read('/markdown/guide')).toBe(`# A guide\n\n${card}`);
    expect(await read('/markdown/world')).toBe(`# World\n\n${card}`);
    expect(await read('/llms.txt')).toContain(
      '## Pages\n\n- [A guide](<https://courier.example/guide.md>)\n',
    );
  });

  test('of a live blog has its state and its latest entries', async () => {
    const blog = await createLiveBlog(gateway, 'storm');
    await blog.add({
      title: 'Water *rises*',
      body: { markdown: 'It is at the **quay**.' },
      isKeyEvent: true,
    });
    await blog.add({ title: 'A draft', body: { markdown: 'Not yet.' }, isDraft: true });
    await gateway.app.cacheInvalidator.waitForSync();
    const { path } = await gateway.database.prisma.article.findFirstOrThrow({ where: { slug: 'storm' } });
    const text = await read(`/markdown${path}`);
    expect(text).toMatch(
      /Live blog, .+\n\n## \S+Z · Water \\\*rises\\\* \(key event\)\n\nIt is at the \*\*quay\*\*\.\n\nSource: /,
    );
    expect(text).not.toContain('draft');
  });

  test('varies with the header Accept, by which sites serve it', async () => {
    expect((await get('/markdown/tags/harbour')).headers.get('vary')).toBe('Accept, Accept-Encoding');
  });

  test('is none of a draft', async () => {
    expect((await get('/markdown/world/secret')).status).toBe(404);
    expect(await read('/markdown/world')).not.toContain('secret');
    expect(await read('/llms.txt')).not.toContain('secret');
  });

  test('of an article that search engines are not to show says so, and is not in /llms.txt', async () => {
    const response = await get('/markdown/world/hidden');
    expect([response.status, response.headers.get('x-robots-tag')]).toEqual([200, 'noindex']);
    expect(await read('/llms.txt')).not.toContain('hidden');
  });

  test('follows changes, moves and deletions', async () => {
    const id = toGlobalId('Article', await gateway.save({ slug: 'tram', title: 'Tram', section: ['World'] }));
    expect(await read('/markdown/world/tram')).toContain('# Tram');
    await gateway.save({ slug: 'tram', title: 'A tram', section: ['Science'] });
    const moved = await get('/markdown/world/tram');
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/markdown/science/tram']);
    expect(await read('/markdown/science/tram')).toContain('# A tram');
    const desk = gateway.queryAs(await gateway.createKey('publish'));
    await desk('mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }', {
      id,
    });
    await gateway.app.cacheInvalidator.waitForSync();
    expect((await get('/markdown/science/tram')).status).toBe(410);
  });

  test('is 404 for a path without a page', async () => {
    expect((await get('/markdown/nothing')).status).toBe(404);
    expect((await get('/markdown/%00')).status).toBe(404);
  });
});

test('/llms.txt names the publication, its sections and its latest articles', async () => {
  const response = await get('/llms.txt');
  expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(await response.text()).toMatch(
    /^# .+\n\n(> .+\n\n)?Every page has .+\n\n## Sections\n\n- \[.*\]\(<https:\/\/courier.example\/.+\.md>\)[\s\S]*## Latest articles\n\n- \[/,
  );
});

test('The Markdown of an article for members is its free preview', async () => {
  await gateway.save({
    slug: 'paid',
    access: AccessLevel.PAID,
    body: { format: 'markdown', text: 'Free words.\n\n<!-- members-only -->\n\nThe rest is zanzibarquartz.' },
  });
  const text = await read('/markdown/paid');
  expect(text).toContain('Free words.');
  expect(text).toContain('free preview of an article for members');
  expect(text).not.toContain('zanzibarquartz');
});
