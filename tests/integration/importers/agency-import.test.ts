import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMediaLibrary } from '../../../src/app/media.js';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { cacheTags } from '../../../src/cache/cache-tags.js';
import { hashCacheTag } from '../../../src/cache/surrogate-keys.js';
import { readConfig } from '../../../src/config/env.js';
import { type AgencyOptions, createAgencyImporter } from '../../../src/importers/agency/agency-importer.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { MediaCopier } from '../../../src/importers/media/media-copier.js';
import {
  type ImporterOptions,
  type ImporterSyncOptions,
  runImporter,
  syncImporter,
} from '../../../src/importers/own/run-importer.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { createFolder } from '../../support/import-files.js';
import { drawPicture } from '../../support/pictures.js';
import { startReceiver } from '../../support/receiver.js';
import { startTwoInstances, type TwoInstances } from '../../support/two-instances.js';
import { waitUntil } from '../../support/until.js';

let instances: TwoInstances;
beforeAll(async () => {
  instances = await startTwoInstances();
});
afterAll(() => instances.close());

const getDeps = () => {
  const { database, importService } = instances.gateway;
  return { prisma: database.prisma, importService, fetcher: new Fetcher({ allowPrivate: true }) };
};

function collect() {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  return { results, report };
}

const describeResults = (results: ImportResult[]) =>
  results.map(({ item, outcome, reasons }) => [`${item} ${outcome}`, ...reasons].join(': '));

async function importItems(items: object[], options: AgencyOptions = {}, run: ImporterOptions = {}) {
  const folder = await createFolder({ 'wire.json': JSON.stringify(items) });
  const { results, report } = collect();
  const importer = createAgencyImporter('ninjs', { publish: true, ...options });
  await runImporter('ninjs', importer, getDeps(), { ...run, args: [folder], report });
  return describeResults(results);
}

async function syncPlace(place: string, options: ImporterSyncOptions = {}) {
  const { results, report } = collect();
  const importer = createAgencyImporter('ninjs', { publish: true });
  await syncImporter('ninjs', importer, getDeps(), {
    ...options,
    args: [place],
    location: place,
    report,
  });
  return describeResults(results);
}

const createItem = (uri: string, version: string, headline: string, others: object = {}) => ({
  uri,
  type: 'text',
  version,
  versioncreated: `2026-11-0${version}T10:00:00Z`,
  firstcreated: '2026-11-01T10:00:00Z',
  headline,
  body_html: `<p>Text of ${headline}.</p>`,
  ...others,
});

const findTitle = async (slug: string) =>
  (await instances.sendQuery(`{ article(by: { slug: "${slug}" }) { title } }`)).data.article?.title ?? null;

test('The latest version counts, in whatever order and however often versions come', async () => {
  const [first, second, third] = ['1', '2', '10'].map((version) =>
    createItem('urn:v', version, `Version ${version}`, { versioncreated: '2026-11-01T10:00:00Z' }),
  ) as [object, object, object];
  expect(await importItems([second, third, first])).toEqual([
    'urn:v created',
    'urn:v updated',
    'urn:v unchanged: version 1 is older than version 10, which was imported before: ignored',
  ]);
  expect(await importItems([third])).toEqual(['urn:v unchanged']);
  const other = { ...third, headline: 'Another text of version 10' };
  expect(await importItems([other])).toEqual([
    'urn:v unchanged: version 10 was imported before with other content or rules, which stay; use --overwrite to take this one',
  ]);
  expect(await findTitle('version-10')).toBe('Version 10');
  expect(await importItems([other], {}, { overwrite: true })).toEqual(['urn:v updated']);
});

test('A broken item loses itself, and the same URI in two files is one article', async () => {
  const folder = await createFolder({
    'a.json': JSON.stringify(createItem('urn:one', '1', 'One')),
    'b.jsonl': [JSON.stringify(createItem('urn:one', '1', 'One')), '{"uri":', 'null', ''].join('\n'),
    'c/d.json': JSON.stringify({ items: [createItem('urn:two', '1', 'Two'), { uri: 7 }] }),
    'e.json': '{"uri": "urn:three", "headline": "brea',
    'f.txt': 'no item',
  });
  const { results, report } = collect();
  await runImporter('ninjs', createAgencyImporter('ninjs'), getDeps(), { args: [folder], report });
  expect(results.map(({ item, outcome }) => `${item} ${outcome}`)).toEqual([
    'urn:one created',
    'urn:one unchanged',
    'b.jsonl, line 2 refused',
    'b.jsonl, line 3 refused',
    'urn:two created',
    '7 refused',
    'e.json refused',
  ]);
  const missing = runImporter('ninjs', createAgencyImporter('ninjs'), getDeps(), {
    args: ['/no/such/folder'],
  });
  await expect(missing).rejects.toThrow('/no/such/folder does not exist.');
  const rules = join(await createFolder({ 'rules.json': '{"rules":[{"subject":["x"]}]}' }), 'rules.json');
  await expect(importItems([], { rules })).rejects.toThrow('invalid rules. rules.0: Unrecognized key');
});

test('Items are drafts unless told otherwise, and withheld ones are unpublished', async () => {
  await importItems([createItem('urn:d', '1', 'A draft item')], { publish: false });
  expect(await findTitle('a-draft-item')).toBe(null);
  await importItems([createItem('urn:w', '1', 'Held back')]);
  expect(await findTitle('held-back')).toBe('Held back');
  await importItems([createItem('urn:w', '2', 'Held back', { pubstatus: 'withheld' })]);
  await instances.waitForCacheSync();
  expect(await findTitle('held-back')).toBe(null);
});

test('What editors changed stays, the receipt says what differs, and one item can be accepted', async () => {
  await importItems([createItem('urn:e', '1', 'Edited story'), createItem('urn:f', '1', 'Other story')]);
  const id = await instances.getArticleId('edited-story');
  await instances.edit('updateArticle', `{ id: "${id}", title: "Our own title" }`);
  const later = [
    createItem('urn:e', '2', 'Title of the agency', { ednote: 'Recast.' }),
    createItem('urn:f', '2', 'Other story', { body_html: '<p>Later.</p>' }),
  ];
  const [kept, updated] = await importItems(later);
  expect(kept).toMatch(
    /^urn:e kept: edited in Dateline on .+; use --overwrite to replace the edits: the source differs in /,
  );
  expect(kept).toContain('title');
  expect(kept).toContain('body');
  expect(kept).toContain('the title of the source is "Title of the agency": note of the agency: Recast.');
  expect(updated).toBe('urn:f updated');
  // Versions before do not come back while the later one waits.
  expect(await importItems([createItem('urn:e', '1', 'Edited story, earlier')])).toEqual([
    'urn:e unchanged: version 1 is older than version 2, which was imported before: ignored',
  ]);
  expect(await importItems(later, { uri: 'urn:e' }, { overwrite: true })).toEqual([
    expect.stringContaining('urn:e updated'),
  ]);
  await expect(importItems(later, { uri: 'urn:none' })).rejects.toThrow('no item with the URI urn:none');
});

const SURFACES = [
  '{ articles(first: 50) { nodes { title slug body { html } } } }',
  '{ article(by: { slug: "embargoword-story" }) { title } }',
  '{ route(path: "/embargoword-story") { status } search(query: "Embargoword") { totalCount edges { node { title } } } }',
  '{ tags(first: 50) { nodes { name articles(first: 5) { nodes { title } } } } }',
  '{ sections(first: 50) { nodes { name articles(first: 5) { nodes { title } } } } }',
];
const FILES = ['/feeds/rss.xml', '/feeds/atom.xml', '/feeds/feed.json', '/sitemap.xml', '/news-sitemap.xml'];

/** Returns the places at which clients without a key find the embargoed story, on both instances. */
async function listLeaks(): Promise<string[]> {
  const leaks: string[] = [];
  for (const address of [instances.gateway.address, instances.other.address]) {
    for (const query of SURFACES) {
      const { text } = await instances.sendQuery(query, {}, address);
      if (/embargoword(?!-story\\")/i.test(text.replace('"query":"Embargoword"', ''))) leaks.push(query);
    }
    for (const path of FILES) {
      const text = await (await fetch(address + path)).text();
      if (/embargoword/i.test(text)) leaks.push(path);
    }
  }
  const { rows } = await instances.gateway.database.pool.query(
    "SELECT c.kind FROM content_change c JOIN draft d ON d.id = c.node_id AND c.node_type = 'Article' WHERE d.title LIKE 'Embargoword%'",
  );
  return [...leaks, ...rows.map(({ kind }) => `event ${kind}`)];
}

test('Nothing opens an embargo: no list, feed or search, no editor, no other version before it', async () => {
  const embargoed = (version: string, until?: string) =>
    createItem('urn:m', version, 'Embargoword story', {
      subject: [{ code: 'medtop:15000000', name: 'Sport' }],
      ...(until && { embargoed: until }),
    });
  expect(await importItems([embargoed('2', '2030-01-01T12:00:00+01:00')])).toEqual([
    'urn:m created: the date is in the future: scheduled',
  ]);
  expect(await importItems([embargoed('1')])).toEqual([
    'urn:m unchanged: version 1 is older than version 2, which was imported before: ignored',
  ]);
  expect(await listLeaks()).toEqual([]);
  const id = await instances.getArticleId('embargoword-story');
  const payload = 'status userErrors { code message }';
  const refused = {
    userErrors: [
      {
        code: 'NOT_ALLOWED',
        message: expect.stringContaining('forbids to publish it before 2030-01-01T11:00:00.000Z'),
      },
    ],
  };
  const query = async (mutation: string) =>
    (await instances.sendQuery(`mutation { ${mutation} }`, instances.getEditorHeaders())).data;
  for (const input of [
    '',
    ', scheduledFor: "2029-12-31T00:00:00Z"',
    ', publishedAt: "2026-01-01T00:00:00Z"',
  ]) {
    const { publishArticle } = await query(`publishArticle(input: { id: "${id}"${input} }) { ${payload} }`);
    expect(publishArticle).toMatchObject(refused);
  }
  const { updateArticle } = await query(
    `updateArticle(input: { id: "${id}", standfirst: "x", publish: {} }) { ${payload} }`,
  );
  expect(updateArticle.userErrors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
  expect(await listLeaks()).toEqual([]);
  const { publishArticle: later } = await query(
    `publishArticle(input: { id: "${id}", scheduledFor: "2030-01-02T00:00:00Z" }) { ${payload} }`,
  );
  expect(later).toEqual({ status: 'SCHEDULED', userErrors: [] });
  // A version that moves the embargo cancels what an editor scheduled before it.
  expect(await importItems([embargoed('3', '2031-01-01T12:00:00Z')])).toEqual([
    expect.stringMatching(/^urn:m kept: .+: the scheduled publication was canceled$/),
  ]);
  expect(await listLeaks()).toEqual([]);
  expect(await importItems([embargoed('4')], {}, { overwrite: true })).toEqual(['urn:m updated']);
  await instances.waitForCacheSync();
  expect(await findTitle('embargoword-story')).toBe('Embargoword story');
});

test('A published article that is embargoed afterwards is taken down', async () => {
  await importItems([createItem('urn:l', '1', 'Late embargo')]);
  expect(await findTitle('late-embargo')).toBe('Late embargo');
  await importItems([createItem('urn:l', '2', 'Late embargo', { embargoed: '2030-01-01T12:00:00Z' })]);
  await instances.waitForCacheSync();
  expect(await findTitle('late-embargo')).toBe(null);
});

test('A canceled item is gone on every instance and purged, also if editors changed it, and does not come back', async () => {
  const item = createItem('urn:k', '1', 'Killword story');
  await importItems([item]);
  const id = await instances.getArticleId('killword-story');
  await instances.edit('updateArticle', `{ id: "${id}", standfirst: "Ours." }`);
  const { database } = instances.gateway;
  const receiver = await startReceiver();
  const settings = { PURGE_URL: `${receiver.address}/purge`, PURGE_TOKEN: 'secret', CDN: 'generic' };
  const background = await startBackgroundWorkers({
    config: readConfig(settings),
    database,
    logger: noopLogger,
  });
  try {
    const kill = { uri: 'urn:k', version: '3', pubstatus: 'canceled', ednote: 'KILL: libel' };
    expect(await importItems([kill])).toEqual(['urn:k withdrawn: canceled by the agency: KILL: libel']);
    await instances.waitForCacheSync();
    for (const address of [instances.gateway.address, instances.other.address]) {
      const read = async (query: string) => (await instances.sendQuery(query, {}, address)).data;
      expect(await read('{ article(by: { slug: "killword-story" }) { title } }')).toEqual({ article: null });
      expect(await read('{ search(query: "Killword") { totalCount } }')).toEqual({
        search: { totalCount: 0 },
      });
      expect(await (await fetch(`${address}/feeds/feed.json`)).text()).not.toContain('Killword');
    }
    const tag = hashCacheTag(cacheTags.slug('killword-story'));
    await waitUntil(() => receiver.requests.some(({ body }) => body.includes(tag)));
  } finally {
    await background.stop();
    await receiver.close();
  }
  expect(await importItems([createItem('urn:k', '2', 'Killword story')])).toEqual([
    'urn:k unchanged: version 2 is older than version 3, which was imported before: ignored',
  ]);
  expect(await importItems([createItem('urn:k', '3', 'Killword story')])).toEqual([
    'urn:k unchanged: version 3 was canceled: ignored',
  ]);
  const unknown = [
    createItem('urn:u', '1', 'Never seen'),
    { uri: 'urn:u', version: '2', pubstatus: 'canceled' },
  ];
  expect(await importItems(unknown)).toEqual([
    'urn:u unchanged: version 1 is older than version 2, which was imported before: ignored',
    'urn:u left out: canceled by the agency',
  ]);
  expect(await findTitle('never-seen')).toBe(null);
});

describe('A picture that its agency cancels', () => {
  const PAGE = `{ article(by: { slug: "pictured" }) { image { url } body { html blocks { html } } seo { jsonLd } } }`;

  test.each(['copied', 'linked'])(
    'is gone from articles at once, on every instance, if it was %s',
    async (how) => {
      const bytes = new Map([
        [
          `/${how}-lead.jpg`,
          await drawPicture({ width: 80, height: 60, color: how === 'copied' ? '#123456' : '#654321' }),
        ],
        [
          `/${how}-inner.jpg`,
          await drawPicture({ width: 60, height: 80, color: how === 'copied' ? '#223344' : '#443322' }),
        ],
      ]);
      const server = createServer(({ url = '' }, response) => response.end(bytes.get(url)));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const folder = await mkdtemp(join(tmpdir(), 'dateline-agency-pictures-'));
      const { prisma } = instances.gateway.database;
      const library = createMediaLibrary(readConfig({ DATA_DIR: folder }), {}, prisma);
      const picture = (name: string) => ({
        uri: `urn:${how}:${name}`,
        type: 'picture',
        description_caption: `The ${name}`,
        renditions: { main: { href: `${origin}/${how}-${name}.jpg`, mimetype: 'image/jpeg' } },
      });
      const item = createItem(`urn:pictured:${how}`, '1', 'Pictured', {
        associations: { lead: picture('lead'), inner: picture('inner') },
      });
      const media =
        how === 'copied' && new MediaCopier({ library, fetcher: new Fetcher({ allowPrivate: true }) });
      await importItems([item], {}, media ? { media } : {});
      // As the gateway does when an article with a linked picture is saved.
      if (!media)
        for (const [path, file] of bytes)
          await library.add(file, { name: path, urls: [origin + path], isLinked: true });
      await instances.waitForCacheSync();
      const addresses = [instances.gateway.address, instances.other.address];
      const readAll = () =>
        Promise.all(
          addresses.map(async (address) => (await instances.sendQuery(PAGE, {}, address)).data.article),
        );
      const kill = async (name: string) => {
        const results = await importItems([
          { uri: `urn:${how}:${name}`, type: 'picture', version: '2', pubstatus: 'canceled' },
        ]);
        expect(results).toEqual([`urn:${how}:${name} withdrawn: canceled by the agency`]);
        await instances.waitForCacheSync();
      };
      for (const { image, body } of await readAll()) {
        expect(image).not.toBeNull();
        expect(body.html).toContain('<img');
      }
      await kill('lead');
      for (const { image, body } of await readAll()) {
        expect(image).toBeNull();
        expect(body.html).toContain('<img');
      }
      await kill('inner');
      for (const { body, seo } of await readAll()) {
        expect(JSON.stringify(body)).not.toMatch(/<img|inner/);
        expect(seo.jsonLd).not.toMatch(/\.jpe?g/);
      }
      const again = [{ uri: `urn:${how}:inner`, type: 'picture', version: '2', pubstatus: 'canceled' }];
      expect(await importItems(again)).toEqual([`urn:${how}:inner left out: canceled by the agency`]);
      await instances.edit('deleteArticle', `{ id: "${await instances.getArticleId('pictured')}" }`);
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  );

  test('is found if its text was imported before URIs of pictures were stored, and a long URL stops no import', async () => {
    const { prisma } = instances.gateway.database;
    const folder = await mkdtemp(join(tmpdir(), 'dateline-agency-pictures-'));
    const library = createMediaLibrary(readConfig({ DATA_DIR: folder }), {}, prisma);
    const url = 'https://agency.example/former.jpg';
    const lead = {
      uri: 'urn:former:lead',
      type: 'picture',
      renditions: { main: { href: url, mimetype: 'image/jpeg' } },
    };
    const item = createItem('urn:former', '1', 'Formerly pictured', { associations: { lead } });
    expect(await importItems([item])).toEqual(['urn:former created']);
    await prisma.sourcePicture.deleteMany({ where: { sourceId: lead.uri } });
    await library.add(await drawPicture({ width: 70, height: 60, color: '#345612' }), {
      name: 'former.jpg',
      urls: [url],
      isLinked: true,
    });
    expect(await importItems([item])).toEqual(['urn:former unchanged']);
    const kill = { uri: lead.uri, type: 'picture', version: '2', pubstatus: 'canceled' };
    expect(await importItems([kill])).toEqual(['urn:former:lead withdrawn: canceled by the agency']);
    await rm(folder, { recursive: true, force: true });

    const href = `https://agency.example/${randomBytes(4_000).toString('hex')}.jpg`;
    const long = { uri: 'urn:long:inner', type: 'picture', renditions: { main: { href } } };
    const pictured = createItem('urn:long', '1', 'Long address', { associations: { lead, long } });
    expect(await importItems([pictured])).toEqual(['urn:long created']);
  });

  test('is gone if the gateway has never read it, however its address is written', async () => {
    const hrefs = ['A.example/lead pic.jpg', "a.example/o'b(1).jpg?a=1&b=2", 'a.example:443/[1]|{2}.jpg'];
    hrefs.push('bücher.example/ä b.jpg');
    const pictures = hrefs.map((href, i) => ({
      uri: `urn:unread:${i}`,
      type: 'picture',
      renditions: { main: { href: `https://${href}`, mimetype: 'image/jpeg' } },
    }));
    const associations = Object.fromEntries(pictures.map((picture, i) => [`picture${i}`, picture]));
    await importItems([createItem('urn:unread', '1', 'Unread', { associations })]);
    await instances.waitForCacheSync();
    const query = '{ article(by: { slug: "unread" }) { image { url } body { html } } }';
    const read = async () => {
      const { gateway, other } = instances;
      const results = [gateway, other].map(({ address }) => instances.sendQuery(query, {}, address));
      return (await Promise.all(results)).map(({ data }) => data.article);
    };
    for (const { image, body } of await read()) {
      expect(image).not.toBeNull();
      expect(body.html.match(/<img/g)).toHaveLength(3);
    }
    for (const { uri } of pictures) {
      const kill = { uri, type: 'picture', version: '2', pubstatus: 'canceled' };
      expect(await importItems([kill])).toEqual([`${uri} withdrawn: canceled by the agency`]);
      expect(await importItems([kill])).toEqual([`${uri} left out: canceled by the agency`]);
    }
    await instances.waitForCacheSync();
    for (const { image, body } of await read()) {
      expect(image).toBeNull();
      expect(body.html).not.toContain('<img');
    }
  });

  test('is not shown again by an import that copies pictures, nor by a read that began before', async () => {
    const { prisma } = instances.gateway.database;
    const folder = await mkdtemp(join(tmpdir(), 'dateline-agency-pictures-'));
    const library = createMediaLibrary(readConfig({ DATA_DIR: folder }), {}, prisma);
    const picture = await drawPicture({ width: 90, height: 50, color: '#561234' });
    let fetches = 0;
    const server = createServer((_request, response) => {
      fetches += 1;
      response.end(picture);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/again.jpg`;
    const lead = {
      uri: 'urn:again:lead',
      type: 'picture',
      renditions: { main: { href: url, mimetype: 'image/jpeg' } },
    };
    const create = (version: string, byline: string) =>
      createItem('urn:again', version, 'Again', { byline, associations: { lead } });
    const read = async () => {
      await instances.waitForCacheSync();
      const { data } = await instances.sendQuery(
        '{ article(by: { slug: "again" }) { title image { url } } }',
      );
      return data.article;
    };
    await importItems([create('1', 'Nora')]);
    expect((await read()).image).not.toBeNull();
    await importItems([{ uri: lead.uri, type: 'picture', version: '2', pubstatus: 'canceled' }]);
    expect((await read()).image).toBeNull();
    const media = new MediaCopier({ library, fetcher: new Fetcher({ allowPrivate: true }) });
    expect(await importItems([create('2', 'Nora, Ada')], {}, { media })).toEqual([
      `urn:again updated: the picture ${url} was not copied: its rights have ended`,
    ]);
    expect((await read()).image).toBeNull();
    for (const isLinked of [true, false]) {
      await library.add(picture, { name: 'again.jpg', urls: [url], isLinked });
      expect((await read()).image).toBeNull();
    }
    expect(fetches).toBe(0);
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('is not shown if its cancellation comes before its text, or with it', async () => {
    const createKill = (uri: string) => ({ uri, type: 'picture', version: '2', pubstatus: 'canceled' });
    const createPicture = (uri: string) => ({
      uri,
      type: 'picture',
      renditions: { main: { href: `https://a.example/${uri}.jpg`, mimetype: 'image/jpeg' } },
    });
    const associations = {
      lead: createPicture('early-1'),
      second: createPicture('early-2'),
      third: createPicture('early-3'),
    };
    await importItems([createKill('early-1')]);
    await importItems([createItem('urn:early', '1', 'Early', { associations }), createKill('early-2')]);
    await instances.waitForCacheSync();
    const { data } = await instances.sendQuery(
      '{ article(by: { slug: "early" }) { image { url } body { html } } }',
    );
    expect(data.article.image).toBeNull();
    expect(data.article.body.html).not.toContain('early-2');
    expect(data.article.body.html).toContain('early-3');
  });
});

test('A topic that its agency renames stays the same tag, and another agency does not rename it', async () => {
  const subject = (name: string) => ({ subject: [{ code: 'medtop:20001234', name }], language: 'en' });
  const ap = { copyrightholder: 'AP' };
  await importItems([createItem('urn:t1', '1', 'Topic one', { ...subject('Rowing'), ...ap })]);
  await importItems([
    createItem('urn:t2', '1', 'Topic two', { ...subject('Rowing and sculling'), ...ap }),
    createItem('urn:t3', '1', 'Topic three', { ...subject('Rudern'), copyrightholder: 'dpa' }),
  ]);
  await instances.waitForCacheSync();
  const readTags = async (slug: string) =>
    (await instances.sendQuery(`{ article(by: { slug: "${slug}" }) { tags { name } } }`)).data.article.tags;
  expect(await readTags('topic-one')).toEqual([{ name: 'Rowing and sculling' }]);
  expect(await readTags('topic-two')).toEqual([{ name: 'Rowing and sculling' }]);
  expect(await readTags('topic-three')).toEqual([{ name: 'Rudern' }]);
});

test('Corrections of several versions add up, if the rules publish notes as corrections', async () => {
  const rules = join(
    await createFolder({ 'rules.json': '{"corrections":true,"publish":true}' }),
    'rules.json',
  );
  for (const [version, ednote] of [
    ['1', undefined],
    ['2', 'CORRECTS the name in paragraph 2.'],
    ['3', 'Adds a quote.'],
    ['4', 'Correction: two decks.'],
  ] as const)
    await importItems([createItem('urn:c', version, 'Corrected story', ednote ? { ednote } : {})], { rules });
  await instances.waitForCacheSync();
  const { data } = await instances.sendQuery(
    '{ article(by: { slug: "corrected-story" }) { corrections { text } } }',
  );
  expect(data.article.corrections).toEqual([
    { text: 'CORRECTS the name in paragraph 2.' },
    { text: 'Correction: two decks.' },
  ]);
});

/** Writes an item of NewsML-G2 whose text is in NITF. */
const createXml = (guid: string, version: string, headline: string, itemMeta = '') =>
  `<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="${guid}" version="${version}"><itemMeta><itemClass qcode="ninat:text"/><provider literal="Wire"/>
<versionCreated>2026-11-0${version}T10:00:00Z</versionCreated>${itemMeta}</itemMeta>
<contentMeta><headline>${headline}</headline></contentMeta>
<contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body><body.content><p>Text of ${headline}.</p></body.content></body></nitf></inlineXML></contentSet>
</newsItem></itemSet></newsMessage>`;

async function importXml(...files: string[]) {
  const folder = await createFolder(
    Object.fromEntries(files.map((text, i) => [`${String(i).padStart(2, '0')}.xml`, text])),
  );
  const { results, report } = collect();
  const importer = createAgencyImporter('newsml', { publish: true });
  await runImporter('newsml', importer, getDeps(), { args: [folder], report });
  return describeResults(results);
}

test('Versions, embargoes, what editors changed and kills hold for NewsML-G2 as for ninjs', async () => {
  expect(
    await importXml(createXml('urn:x', '2', 'Second of XML'), createXml('urn:x', '1', 'First of XML')),
  ).toEqual([
    'urn:x created',
    'urn:x unchanged: version 1 is older than version 2, which was imported before: ignored',
  ]);
  const id = await instances.getArticleId('second-of-xml');
  await instances.edit('updateArticle', `{ id: "${id}", standfirst: "Ours." }`);
  expect(await importXml(createXml('urn:x', '3', 'Third of XML'))).toEqual([
    expect.stringMatching(/^urn:x kept: edited in Dateline .+ the title of the source is "Third of XML"/),
  ]);
  const kill = createXml('urn:x', '4', 'Gone', '<pubStatus qcode="stat:canceled"/>');
  expect(await importXml(kill, createXml('urn:x', '3', 'Third of XML'))).toEqual([
    'urn:x withdrawn: canceled by the agency',
    'urn:x unchanged: version 3 is older than version 4, which was imported before: ignored',
  ]);
  await instances.waitForCacheSync();
  expect(await findTitle('second-of-xml')).toBe(null);
  const embargo = '<embargoed>2030-01-01T12:00:00Z</embargoed>';
  expect(await importXml(createXml('urn:y', '1', 'Embargoword in XML', embargo))).toEqual([
    'urn:y created: the date is in the future: scheduled',
  ]);
  expect(await findTitle('embargoword-in-xml')).toBe(null);
});

/** Writes a document of NITF, or with `status` canceled, a notice that cancels one. */
const createNitf = (id: string, issued: string, headline: string, status = 'management-status="usable"') =>
  `<nitf><head><docdata ${status}><doc-id id-string="${id}" regsrc="W"/>${issued && `<date.issue norm="${issued}"/>`}</docdata></head>
<body><body.head><hedline><hl1>${headline}</hl1></hedline></body.head><body.content><p>Text of ${headline}.</p></body.content></body></nitf>`;

test('A notice of NITF cancels a document, by its date of issue or without one', async () => {
  for (const [id, issued] of [
    ['n1', '20261130T090000Z'],
    ['n2', '20261130'],
    ['n3', ''],
  ] as const) {
    const story = createNitf(id, '20261130T080000Z', `Story ${id}`);
    const notice = createNitf(
      'notice',
      issued,
      'Kill',
      `management-doc-idref="${id}" management-idref-status="canceled"`,
    );
    expect(await importXml(story)).toEqual([`W:${id} created`]);
    expect(await findTitle(`story-${id}`)).toBe(`Story ${id}`);
    expect(await importXml(notice)).toEqual([`W:${id} withdrawn: canceled by the agency`]);
    await instances.waitForCacheSync();
    expect(await findTitle(`story-${id}`)).toBe(null);
    expect(await importXml(story)).toEqual([
      expect.stringMatching(/^W:n\d unchanged: version 2026-11-30.+ignored$/),
    ]);
  }
  // A notice that comes before its document holds too.
  const early = createNitf(
    'notice',
    '',
    'Kill',
    'management-doc-idref="n4" management-idref-status="canceled"',
  );
  await importXml(early);
  expect(await importXml(createNitf('n4', '20261130T080000Z', 'Story n4'))).toEqual([
    'W:n4 unchanged: version 2026-11-30T08:00:00Z was canceled: ignored',
  ]);
});

test('Of texts with the same date as their version the last one counts', async () => {
  expect(
    await importXml(
      createNitf('d', '20261130', 'Morning of a day'),
      createNitf('d', '20261130', 'Evening of a day'),
      createNitf('d', '20261129', 'Day before'),
    ),
  ).toEqual([
    'W:d created',
    'W:d updated',
    'W:d unchanged: version 2026-11-29 is older than version 2026-11-30, which was imported before: ignored',
  ]);
});

test('A later version without the date of the first keeps that of the article', async () => {
  const findDate = async (slug: string) =>
    (await instances.sendQuery(`{ article(by: { slug: "${slug}" }) { title publishedAt updatedAt } }`)).data
      .article;
  await importXml(createNitf('dated', '20261101T080000Z', 'Dated'));
  await importXml(createNitf('dated', '20261105T080000Z', 'Dated anew'));
  await instances.waitForCacheSync();
  expect(await findDate('dated-anew')).toMatchObject({
    title: 'Dated anew',
    publishedAt: '2026-11-01T08:00:00.000Z',
    updatedAt: '2026-11-05T08:00:00.000Z',
  });
  await importXml(createNitf('dated', '20261106', 'Dated once more'));
  await instances.waitForCacheSync();
  expect((await findDate('dated-once-more')).publishedAt).toBe('2026-11-01T08:00:00.000Z');
});

test('A number and a time are no order of versions: the last one counts, and a kill always', async () => {
  const create = (version: object, headline: string) => ({
    ...createItem('urn:mix', '1', headline),
    version: undefined,
    ...version,
  });
  expect(
    await importItems([create({}, 'Mixed by time'), create({ version: '2' }, 'Mixed by number')]),
  ).toEqual(['urn:mix created', 'urn:mix updated']);
  const kill = { uri: 'urn:mix', versioncreated: '2026-11-02T10:00:00Z', pubstatus: 'canceled' };
  expect(await importItems([kill])).toEqual(['urn:mix withdrawn: canceled by the agency']);
  expect(await importItems([create({ version: '3' }, 'Mixed by number')])).toEqual([
    'urn:mix unchanged: version 3 was canceled: ignored',
  ]);
});

test.each([
  ['withheld', { pubstatus: 'withheld' }, 'withheld by the source'],
  ['embargoed', { embargoed: '2030-01-01T12:00:00Z' }, 'embargoed until 2030-01-01T12:00:00.000Z'],
])(
  'An item that is %s in an unchanged version is taken down, and stays so',
  async (name, restriction, reason) => {
    const [uri, slug] = [`urn:r:${name}`, `restricted-${name}`];
    const item = createItem(uri, '1', `Restricted ${name}`);
    const restricted = { ...item, ...restriction };
    await importItems([item]);
    expect(await findTitle(slug)).toBe(`Restricted ${name}`);
    expect(await importItems([restricted])).toEqual([expect.stringContaining(`${uri} updated`)]);
    await instances.waitForCacheSync();
    expect(await findTitle(slug)).toBe(null);
    expect(await importItems([restricted, item])).toEqual([
      `${uri} unchanged`,
      `${uri} unchanged: ${reason}, which version 1 does not end; use --overwrite to take it`,
    ]);
    // Also if editors have changed it.
    const id = await instances.getArticleId(slug);
    await instances.edit('updateArticle', `{ id: "${id}", standfirst: "Ours." }`);
    expect(await importItems([item])).toEqual([expect.stringContaining('does not end')]);
    expect(await importItems([{ ...item, version: '2' }], {}, { overwrite: true })).toEqual([
      `${uri} updated`,
    ]);
    await instances.waitForCacheSync();
    expect(await findTitle(slug)).toBe(`Restricted ${name}`);
  },
);

test('A sync of a folder reads what has changed, and a half written file when it is complete', async () => {
  const whole = JSON.stringify(createItem('urn:s2', '1', 'Second of the folder'));
  const folder = await createFolder({
    'a.json': JSON.stringify(createItem('urn:s1', '1', 'First of the folder')),
  });
  expect(await syncPlace(folder)).toEqual(['urn:s1 created']);
  const hourAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(folder, 'a.json'), hourAgo, hourAgo);
  await writeFile(join(folder, 'b.json'), whole.slice(0, 80));
  expect(await syncPlace(folder)).toEqual([
    'b.json left out: the file seems to be incomplete: the next sync reads it',
  ]);
  await writeFile(join(folder, 'b.json'), whole);
  expect(await syncPlace(folder)).toEqual(['urn:s2 created']);
  await rm(join(folder, 'b.json'));
  expect(await syncPlace(folder)).toEqual([]);
  expect(await syncPlace(folder, { all: true })).toEqual(['urn:s1 unchanged']);
});

test('A sync of a URL fetches it only if it has changed', async () => {
  const receiver = await startReceiver();
  let [etag, items] = ['"1"', [createItem('urn:h1', '1', 'First of the URL')]];
  receiver.respond = (response, { headers }) => {
    const isKnown = headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, { etag, 'content-type': 'application/json' });
    response.end(isKnown ? '' : JSON.stringify(items));
  };
  try {
    const url = `${receiver.address}/wire.json`;
    expect(await syncPlace(url)).toEqual(['urn:h1 created']);
    expect(await syncPlace(url)).toEqual([]);
    [etag, items] = ['"2"', [createItem('urn:h2', '1', 'Second of the URL')]];
    expect(await syncPlace(url)).toEqual(['urn:h2 created']);
    receiver.respond = (response) => response.writeHead(404).end();
    await expect(syncPlace(url)).rejects.toThrow('responded with status 404');
  } finally {
    await receiver.close();
  }
});
