import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatelineProcess, runCommand, startDateline } from '../support/dateline-process.js';
import { drawPicture } from '../support/pictures.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { waitUntil } from '../support/until.js';

let database: TestDatabase;
let data: string;
let server: Server;
let site: string;
beforeAll(async () => {
  database = await createTestDatabase();
  data = await mkdtemp(join(tmpdir(), 'dateline-sync-media-'));
  const picture = await drawPicture();
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, site);
    if (pathname.startsWith('/sea')) return response.end(picture);
    const body = ANSWERS[pathname]?.();
    const totals = { 'x-wp-total': '1', 'x-wp-totalpages': '1' };
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json', ...totals });
    return response.end(JSON.stringify(body ?? {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  DatelineProcess.killAll();
  server.close();
  await database.close();
  await rm(data, { recursive: true });
});

const META = { pagination: { page: 1, limit: 100, pages: 1, total: 1, next: null, prev: null } };
/** A WordPress site and a Ghost site with a post each. */
const ANSWERS: Record<string, () => unknown> = {
  '/wp-json/': () => ({ name: 'Old', home: site, namespaces: ['wp/v2'] }),
  '/wp-json/wp/v2/types': () => ({ post: { rest_base: 'posts' }, page: { rest_base: 'pages' } }),
  '/wp-json/wp/v2/pages': () => [],
  '/wp-json/wp/v2/categories': () => [],
  '/wp-json/wp/v2/posts': () => [
    {
      ...{ id: 1, type: 'post', slug: 'quay', status: 'publish', link: `${site}/quay/` },
      ...{ date_gmt: '2020-01-01T00:00:00', modified_gmt: '2020-01-01T00:00:00' },
      ...{ title: { rendered: 'Quay' }, excerpt: { rendered: '' }, featured_media: 0 },
      content: { rendered: `<p>${text}</p><p><img src="${site}/sea.jpg" alt="Sea"></p>` },
    },
  ],
  '/ghost/api/content/settings/': () => ({ settings: { title: 'Old', url: `${site}/` }, meta: {} }),
  '/ghost/api/content/pages/': () => ({ pages: [], meta: META }),
  '/ghost/api/content/posts/': () => ({
    posts: [
      {
        ...{ id: '1', uuid: 'u', title: 'Pier', slug: 'pier', visibility: 'public', access: true },
        ...{ html: `<p>${text}</p>`, url: `${site}/pier/`, feature_image: `${site}/sea-2.jpg` },
        ...{ created_at: '2020-01-01T00:00:00.000+00:00', updated_at: '2020-01-01T00:00:00.000+00:00' },
        ...{ published_at: '2020-01-01T00:00:00.000+00:00', tags: [], authors: [], featured: false },
      },
    ],
    meta: META,
  }),
};

/** Text of the posts. Tests change it. */
let text = 'A text.';

function getSettings(): Record<string, string> {
  const { user, database: name, host, port } = database.connection;
  return {
    DATABASE_URL: `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`,
    ...{ DATA_DIR: data, SEED: 'false', IMPORT_ALLOW_PRIVATE: 'true', GHOST_KEY: 'a'.repeat(26) },
  };
}

async function readPictures(): Promise<{ body: string; lead: string; ghost: string }> {
  const [row] = await database.prisma.$queryRaw<{ body: string; lead: string; ghost: string }[]>`
    SELECT (SELECT b.html FROM draft d JOIN preview.article_body b ON b.article_id = d.id WHERE slug = 'quay') AS body,
      (SELECT b.html FROM draft d JOIN preview.article_body b ON b.article_id = d.id WHERE slug = 'pier') AS ghost,
      (SELECT i.url FROM draft d JOIN image i ON i.id = d.image_id WHERE slug = 'pier') AS lead`;
  return row!;
}

async function sync(source: string, ...options: string[]): Promise<string> {
  const { code, output } = await runCommand(['sync', source, site, ...options], getSettings());
  if (code !== 0) throw new Error(output);
  return output;
}

const COPY_IN_BODY = /src="[^"]*\/media\/[0-9a-f]{40}\./;
const COPY = /^\/media\/[0-9a-f]{40}\./;

test('A sync of WordPress and of Ghost links pictures, or copies them into the media library', async () => {
  await sync('wordpress', '--types', 'post');
  await sync('ghost');
  const linked = await readPictures();
  expect(linked.body).toContain(`${site}/sea.jpg`);
  expect(linked.lead).toBe(`${site}/sea-2.jpg`);

  await sync('wordpress', '--types', 'post', '--all', '--media', 'copy');
  await sync('ghost', '--all', '--media', 'copy');
  const copied = await readPictures();
  expect(copied.body).toMatch(COPY_IN_BODY);
  expect(copied.lead).toMatch(COPY);
});

test('Pictures that were copied stay copies in a sync that links new ones', async () => {
  await sync('wordpress', '--types', 'post', '--all', '--media', 'copy');
  await sync('ghost', '--all', '--media', 'copy');
  expect(await sync('wordpress', '--types', 'post', '--all')).toContain('1 unchanged');
  expect(await sync('ghost', '--all')).toContain('1 unchanged');
  text = 'Another text.';
  await sync('wordpress', '--types', 'post', '--all', '--media', 'link');
  await sync('ghost', '--all');
  const pictures = await readPictures();
  expect(pictures.body).toContain('Another text.');
  expect(pictures.body).toMatch(COPY_IN_BODY);
  expect(pictures.ghost).toContain('Another text.');
  expect(pictures.lead).toMatch(COPY);
});

test('The sync of a gateway copies pictures as WORDPRESS_MEDIA and GHOST_MEDIA say', async () => {
  await database.prisma
    .$executeRaw`TRUNCATE draft, media_file, media_source, image, source_sync, source_item CASCADE`;
  const settings = { ...getSettings(), WORDPRESS_URL: site, WORDPRESS_MEDIA: 'copy' };
  const key = (
    await runCommand(['keys', 'create', '--name', 'Site', '--scope', 'write'], settings)
  ).stdout.trim();
  const { dateline, address } = await startDateline({ ...settings, GHOST_URL: site, GHOST_MEDIA: 'copy' });
  await fetch(`${address}/sync`, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
  await waitUntil(async () => (await readPictures()).lead !== null);
  const pictures = await readPictures();
  expect(pictures.body).toMatch(COPY_IN_BODY);
  expect(pictures.lead).toMatch(COPY);
  await dateline.stop();
});
