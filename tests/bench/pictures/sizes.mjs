// Counts pictures with a known size after imports, with and without their files, from a local server and a folder.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { sendQuery } from '../../support/graph.mjs';
import { addCleanup, createTemporaryFolder, runBenchmark } from '../clean-up.mjs';
import { readOptions } from '../options.mjs';
import { startPostgres } from '../postgres.mjs';
import { startGateway } from '../servers.mjs';

const HELP = `npm run bench -- picture-sizes --wordpress FILE --markdown FOLDER

  --wordpress FILE    an export (WXR); its pictures come from a local server
  --markdown FOLDER   posts; the pictures that they name are drawn beside them`;
const CLI = new URL('../../../dist/cli.js', import.meta.url).pathname;
const PICTURE = /\.(?:jpe?g|png|gif|webp)$/i;
const QUERY = `query ($after: String) { articles(first: 50, after: $after, filter: { kinds: [ARTICLE, PAGE] }) {
  pageInfo { hasNextPage endCursor }
  nodes { image { width } body { blocks { ... on ImageBlock { image { width } } ... on GalleryBlock { images { width } } } } } } }`;

async function main() {
  const values = readOptions({ wordpress: undefined, markdown: undefined }, HELP);
  if (!values.wordpress && !values.markdown) return console.log(HELP);
  if (values.wordpress) {
    const origin = await servePictures();
    const folder = await createTemporaryFolder();
    const file = join(folder, 'export.xml');
    const text = await readFile(values.wordpress, 'utf8');
    await writeFile(
      file,
      text.replace(/https?:\/\/[^\s"'<>/]+(?=\/[^\s"'<>]*\.(?:jpe?g|png|gif)\b)/gi, origin),
    );
    for (const media of ['link', 'copy'])
      await measure(`WordPress, --media ${media}`, ['wordpress', file, '--media', media]);
  }
  if (values.markdown) {
    const folder = await createTemporaryFolder();
    await cp(values.markdown, folder, { recursive: true });
    await drawNamedPictures(folder);
    for (const media of ['link', 'folder'])
      await measure(`Markdown, --media ${media}`, ['markdown', folder, '--media', media]);
  }
}

/** Imports into an empty database, and prints how many pictures have a size. */
async function measure(name, command) {
  const data = await createTemporaryFolder();
  await startPostgres(data);
  const env = {
    ...process.env,
    DATA_DIR: data,
    DATABASE_URL: '',
    SEED: 'false',
    IMPORT_ALLOW_PRIVATE: 'true',
  };
  const startedAt = performance.now();
  await promisify(execFile)(process.execPath, [CLI, 'import', ...command], { env, maxBuffer: 1e8 }).catch(
    (error) => {
      if (error.code !== 1) throw error; // some articles have warnings
    },
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const gateway = await startGateway(data);
  const lead = [];
  const inBodies = [];
  for (let after = null, hasNext = true; hasNext; ) {
    const found = await sendQuery(gateway, QUERY, { after });
    for (const { image, body } of found.articles.nodes) {
      if (image) lead.push(image);
      inBodies.push(...body.blocks.flatMap((block) => block.images ?? (block.image ? [block.image] : [])));
    }
    ({ hasNextPage: hasNext, endCursor: after } = found.articles.pageInfo);
  }
  const share = (images) => `${images.filter(({ width }) => width !== null).length} of ${images.length}`;
  console.log(
    `${name}: with a size ${share(lead)} lead pictures, ${share(inBodies)} in bodies; ${seconds.toFixed(0)} s`,
  );
}

/** Serves a picture at every path, and counts requests. */
async function servePictures() {
  const picture = await draw(1_200, 800, 'jpg');
  const server = createServer((_request, response) => response.end(picture)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  addCleanup(async () => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** Draws the pictures that posts name by a path of the site, at that path below the folder. */
async function drawNamedPictures(folder) {
  const named = new Set();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.md')) continue;
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, path] of text.matchAll(/(?:site\.baseurl ?\}\}|["'(\s])(\/[\w./-]+\.\w{3,4})/g))
      if (PICTURE.test(path)) named.add(path);
  }
  for (const path of named) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await draw(800, 500, target.split('.').at(-1).toLowerCase()));
  }
  console.log(`${named.size} pictures drawn`);
}

function draw(width, height, extension) {
  const image = sharp({ create: { width, height, channels: 3, background: '#336699' } });
  return image.toFormat(extension === 'jpg' ? 'jpeg' : extension).toBuffer();
}

await runBenchmark(main);
