import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { MediaCopier } from '../../../src/importers/media/media-copier.js';
import { findPictureUrls, replacePictureUrls } from '../../../src/importers/media/picture-urls.js';
import type { ImportReporter } from '../../../src/importers/run/import-run.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';

/** Sites that generators build in tests/e2e/static-sites. */
const SITES = fileURLToPath(new URL('../../e2e/static-sites', import.meta.url));

let data: string;
let folder: string;
let gateway: Gateway;
let source: Server;
let requests: string[];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'dateline-media-import-'));
  folder = join(data, 'site');
  gateway = await startGateway({ DATA_DIR: data, GATEWAY_URL: 'https://gateway.example' });
  await mkdir(join(folder, 'posts'), { recursive: true });
  await mkdir(join(folder, 'static', 'img'), { recursive: true });
  await writeFile(join(folder, 'static', 'img', 'quay one.jpg'), await drawPicture());
  await writeFile(
    join(folder, 'posts', 'eel.png'),
    await drawPicture({ width: 90, height: 60, format: 'png' }),
  );
  await writeFile(join(folder, 'static', 'img', 'broken.jpg'), 'no picture');
  await writeFile(join(data, 'secret.png'), await drawPicture({ width: 9, height: 9, format: 'png' }));
  await symlink(join(data, 'secret.png'), join(folder, 'static', 'img', 'link.png'));
  const picture = await drawPicture({ color: '#00ff00' });
  requests = [];
  source = createServer((request, response) => {
    requests.push(request.url!);
    if (request.url === '/green.jpg') response.end(picture);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
});
afterAll(async () => {
  source?.close();
  await gateway?.close();
  await rm(data, { recursive: true });
});
beforeEach(() => {
  requests.length = 0;
});

const write = (name: string, front: string, body: string) =>
  writeFile(join(folder, 'posts', name), `---\ntitle: ${name}\ndate: 2026-01-02\n${front}\n---\n\n${body}\n`);
const read = async (slug: string) => {
  const query = `{ article(by: { slug: "${slug}" }) { image { url width height } body { markdown html } } }`;
  return (await gateway.query(query)).article;
};

async function importFolder(fetcher: Fetcher | null = null) {
  const library = createMediaLibrary(readConfig({ DATA_DIR: data }), {}, gateway.database.prisma);
  const reasons: string[] = [];
  const report: ImportReporter = {
    onResult: (result) => reasons.push(...result.reasons),
    onEnd: () => undefined,
  };
  const media = new MediaCopier({ library, fetcher, folder });
  const { counts } = await importMarkdown(folder, gateway.importService, { media, report });
  return { counts, reasons };
}

describe('Importing a folder with pictures', () => {
  test('takes the end of rights of a lead picture that is copied', async () => {
    await write('rights.md', 'image:\n  src: /img/quay%20one.jpg\n  expires: 2031-02-03 04:05', 'Text.');
    await write('far.md', 'image: https://far.example/a.jpg\nimage_expires: 2031-02-03', 'Text.');
    const { reasons } = await importFolder();
    expect(reasons).toEqual(['the rights of the picture end, but it was not copied: it stays']);
    const { article } = await gateway.query('{ article(by: { slug: "rights" }) { image { expiresAt } } }');
    expect(article.image).toEqual({ expiresAt: '2031-02-03T04:05:00.000Z' });
    expect((await importFolder()).counts).toMatchObject({ unchanged: 2 });
    await gateway.database.prisma.mediaFile.updateMany({ data: { expiresAt: null } });
    for (const name of ['rights.md', 'far.md']) await rm(join(folder, 'posts', name));
  });

  test('copies those of the folder, names those that could not be copied, and finds no change in a second run', async () => {
    await write(
      'quay.md',
      'image: /img/quay%20one.jpg',
      '![An eel](eel.png "Caught")\n\n<img src="/img/broken.jpg">',
    );
    const { reasons } = await importFolder();
    expect(reasons).toContainEqual(
      expect.stringMatching(
        /the picture \/img\/broken\.jpg was not copied: The type of the file cannot be recognized/,
      ),
    );
    const { image, body } = await read('quay');
    expect(image).toEqual({
      url: expect.stringMatching(/^https:\/\/gateway\.example\/media\/[0-9a-f]{40}\.jpg$/),
      width: 1_200,
      height: 800,
    });
    expect(body.markdown).toMatch(
      /!\[An eel\]\(https:\/\/gateway\.example\/media\/[0-9a-f]{40}\.png "Caught"\)/,
    );
    expect(body.html).toContain('src="/img/broken.jpg"');
    expect((await importFolder()).counts).toMatchObject({ unchanged: 1, updated: 0 });
  });

  test('copies nothing from outside of the folder', async () => {
    await write(
      'hostile.md',
      'image: /img/link.png',
      '![](../../secret.png) ![](/../../secret.png) ![](/etc/passwd)',
    );
    await importFolder();
    const { image, body } = await read('hostile');
    expect(image.url).toBe('https://courier.example/img/link.png');
    expect(body.html).not.toMatch(/media\/[0-9a-f]{40}/);
  });

  test('fetches pictures of other servers once, if it shall', async () => {
    const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
    await write('remote.md', `image: ${url}/green.jpg`, `![](${url}/green.jpg) ![](${url}/gone.jpg)`);
    await importFolder();
    expect(requests).toEqual([]);
    const { reasons } = await importFolder(new Fetcher({ allowPrivate: true }));
    expect(reasons).toContainEqual(
      `the picture ${url}/gone.jpg was not copied: ${url}/gone.jpg responded with status 404.`,
    );
    const { image } = await read('remote');
    expect(image).toMatchObject({
      url: expect.stringContaining('https://gateway.example/media/'),
      width: 1_200,
    });
    await importFolder(new Fetcher({ allowPrivate: true }));
    expect(requests.filter((path) => path === '/green.jpg')).toHaveLength(1);
    const refused = await importFolder(new Fetcher({ allowPrivate: false }));
    expect(refused.reasons).toContainEqual(expect.stringContaining('is a private address'));
  });
});

test.each([
  [
    'html',
    '<p><img alt="a" src="/a.jpg" srcset="/a-2.jpg 2x" sizes="1px"></p>',
    '<p><img alt="a" src="/NEW"></p>',
  ],
  [
    'html',
    '<img src=\'/a.jpg\'><video poster="/a.jpg"></video>',
    '<img src=\'/NEW\'><video poster="/NEW"></video>',
  ],
  ['html', '<img src="/b.jpg" srcset="/b-2.jpg 2x">', '<img src="/b.jpg" srcset="/b-2.jpg 2x">'],
  [
    'markdown',
    '![x](/a.jpg) and ![](</a.jpg>) in [text](/a.jpg)',
    '![x](/NEW) and ![](/NEW) in [text](/a.jpg)',
  ],
  ['markdown', '![][1]\n\n`![](/b.jpg)`', '![][1]\n\n`![](/b.jpg)`'],
  [
    'markdown',
    '![Boat][boat] ![quay]\n\n[boat]: /a.jpg "A boat"\n[quay]: </a.jpg>\n[page]: /a',
    '![Boat][boat] ![quay]\n\n[boat]: /NEW "A boat"\n[quay]: /NEW\n[page]: /a',
  ],
] as const)('The URLs of pictures in %s are replaced: %s', (format, text, expected) => {
  const replaced = replacePictureUrls({ format, text }, (url) => (url === '/a.jpg' ? '/NEW' : null));
  expect(replaced).toEqual({ format, text: expected });
});

test.each([
  ['html', '<img src="https://a.example/b.jpg?x=1&#038;y=2&amp;z=&quot;3&quot;">'],
  ['html', "<img src='https://a.example/b.jpg?x=1&#38;y=2&#x26;z=&#34;3&#34;'>"],
  ['markdown', '![A](https://a.example/b.jpg?x=1&amp;y=2&#x26;z=&quot;3&quot;)'],
] as const)('The URL of a picture in %s is read without its character references: %s', (format, text) => {
  expect(findPictureUrls({ format, text })).toEqual(['https://a.example/b.jpg?x=1&y=2&z="3"']);
});

test('What looks like a character reference in the URL of a picture stays', () => {
  const url = 'https://a.example/b.jpg?a=1&copy=2&unknown;=3';
  expect(findPictureUrls({ format: 'html', text: `<img src="${url}">` })).toEqual([url]);
});

test.each([
  ['hugo', 'content/posts/harbour', ['pier.png', 'boat.png'], 'harbour-dawn'],
  ['zola', 'content/posts/eel', ['eel.png'], 'eel'],
])(
  'The pictures of a page bundle of %s are copied byte for byte, with their sizes',
  async (generator, bundle, names, slug) => {
    const site = join(SITES, generator);
    const library = createMediaLibrary(readConfig({ DATA_DIR: data }), {}, gateway.database.prisma);
    const media = new MediaCopier({ library, fetcher: null, folder: site });
    const reasons: string[] = [];
    const report: ImportReporter = {
      onResult: (result) => reasons.push(...result.reasons),
      onEnd: () => undefined,
    };
    await importMarkdown(site, gateway.importService, { media, report });
    const { body } = (await gateway.query(`{ article(by: { slug: "${slug}" }) { body { html } } }`)).article;
    const sources = [...body.html.matchAll(/<img src="([^"]+)"[^>]*>/g)].map(([, url]) => url);
    expect(sources).toHaveLength(names.length);
    for (const [i, name] of names.entries()) {
      const digest = createHash('sha256')
        .update(await readFile(join(site, bundle, name)))
        .digest('hex');
      const hash = digest.slice(0, 40);
      expect(sources[i]).toBe(`https://gateway.example/media/${hash}.png`);
      const saved = await gateway.database.prisma.mediaFile.findUniqueOrThrow({ where: { hash } });
      expect(saved).toMatchObject({ width: 64, height: 40 });
    }
    expect(reasons.filter((reason) => /picture/.test(reason))).toEqual([]);
  },
);
