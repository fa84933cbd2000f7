// Measures variants of pictures: 1,000 requests of 32 clients, each variant asked for twice, while others read pages.

import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { createKey } from '../../stress/gateways.mjs';
import { sendQuery } from '../../support/graph.mjs';
import { importFolder } from '../archive.mjs';
import { createTemporaryFolder, runBenchmark } from '../clean-up.mjs';
import { readOptions } from '../options.mjs';
import { startPostgres } from '../postgres.mjs';
import { readMemoryMiB } from '../processes.mjs';
import { startGateway } from '../servers.mjs';
import { computeQuantile } from '../statistics.mjs';

const HELP = `npm run bench -- pictures [options]

  --variants NUMBER  distinct variants, each requested twice (500)
  --clients NUMBER   clients that request variants (32)
  --seconds NUMBER   seconds of reading pages before (10)`;
const PICTURES = 10;
/** Aliases that a document may have. */
const ALIASES = 15;
/** Clients that read pages meanwhile: half from memory, half with a key, past the cache. */
const READERS = 4;
const READER_PAUSE_MS = 20;

async function main() {
  const values = readOptions({ variants: 500, clients: 32, seconds: 10 }, HELP);
  const data = await createTemporaryFolder();
  await addPictures(data);
  await startPostgres(data);
  await importFolder(join(data, 'posts'), data);
  const key = await createKey({ DATA_DIR: data, DATABASE_URL: '' }, 'Bench', ['preview']);
  const gateway = await startGateway(data, { RATE_PER_KEY: '0' });
  const addresses = await planVariants(gateway.url, values.variants);

  console.log('page from memory and past the cache, ms:');
  const idle = await read(gateway.url, key, () => sleep(values.seconds * 1_000));
  print('before', idle);
  const memory = watchMemory(gateway.pid);
  const made = new Map();
  const startedAt = performance.now();
  const times = [];
  const busy = await read(gateway.url, key, () => request(addresses, values.clients, data, made, times));
  const seconds = (performance.now() - startedAt) / 1_000;
  print('beside', busy);
  const files = await listFiles(join(data, 'media-variants'));
  const again = files.filter(({ name, inode }) => made.get(name) !== inode);
  console.log(
    `${times.length} requests for ${addresses.length} variants by ${values.clients} clients in ${seconds.toFixed(1)} s: ` +
      `${files.length} files, ${again.length} made more than once; ` +
      `wait p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms`,
  );
  console.log(`memory ${memory.start.toFixed(0)} MiB before, ${memory.stop().toFixed(0)} MiB at its peak`);
  const cached = [];
  await request(addresses, values.clients, data, new Map(), cached);
  console.log(
    `the same again, from disk: p50 ${percentile(cached, 0.5)} ms, p99 ${percentile(cached, 0.99)} ms`,
  );
  const [first] = addresses;
  const forged = await fetch(first.replace(/_q\d+_/, '_q1_'));
  console.log(`another quality under the same signature: ${forged.status}`);
  if (forged.status !== 403 || again.length > 0 || files.length !== addresses.length) process.exitCode = 1;
}

/** Writes Markdown posts with photographs of 12 megapixels. */
async function addPictures(data) {
  const folder = join(data, 'posts');
  await mkdir(folder);
  for (let i = 0; i < PICTURES; i++) {
    const noise = { type: 'gaussian', mean: 120 + i, sigma: 25 };
    const small = sharp({ create: { width: 500, height: 375, channels: 3, noise } });
    const picture = await small.png().toBuffer();
    await sharp(picture)
      .resize(4_000, 3_000)
      .jpeg({ quality: 85 })
      .toFile(join(folder, `${i}.jpg`));
    const post = `---\ntitle: Post ${i}\ndate: 2026-01-0${(i % 9) + 1}\nimage: /${i}.jpg\n---\n\nText of post ${i}.\n`;
    await writeFile(join(folder, `post-${i}.md`), post);
  }
}

/** Returns the addresses of variants of all pictures, in sizes and formats that pages ask for. */
async function planVariants(url, count) {
  const each = Math.ceil(count / PICTURES);
  const fields = Array.from({ length: each }, (_, i) => {
    const format = ['WEBP', 'JPEG', 'AVIF'][i % 3];
    return `v${i}: variant(width: ${200 + i * 20}, height: ${150 + i * 11}, format: ${format}) { url }`;
  });
  const addresses = [];
  for (let picture = 0; picture < PICTURES; picture++) {
    for (let from = 0; from < each; from += ALIASES) {
      const query = `{ article(by: { slug: "post-${picture}" }) { image { ${fields.slice(from, from + ALIASES).join('\n')} } } }`;
      const { article } = await sendQuery({ url }, query);
      addresses.push(...Object.values(article.image).map((variant) => variant.url));
    }
  }
  return addresses.slice(0, count);
}

/** Requests each variant twice, the second time soon after the first, by several clients at once. */
async function request(addresses, clients, data, made, times) {
  const queue = [];
  for (let i = 0; i < addresses.length; i += clients) {
    const portion = addresses.slice(i, i + clients);
    queue.push(...portion, ...portion);
  }
  const takeTurns = async () => {
    for (let address = queue.shift(); address; address = queue.shift()) {
      const startedAt = performance.now();
      const response = await fetch(address);
      const body = await response.arrayBuffer();
      times.push(performance.now() - startedAt);
      if (response.status !== 200 || body.byteLength === 0) throw new Error(`${address}: ${response.status}`);
      await noteFile(address, response.headers.get('content-type'), data, made);
    }
  };
  await Promise.all(Array.from({ length: clients }, takeTurns));
}

/** Remembers the inode of a variant: a variant that is made again gets another one. */
async function noteFile(address, type, data, made) {
  const [, hash, variant] = /\/media\/([0-9a-f]+)\/(.+)\.[\w-]+$/.exec(address);
  const name = `${hash}/${variant}.${type.slice('image/'.length)}`;
  const { ino } = await stat(join(data, 'media-variants', name));
  if (!made.has(name)) made.set(name, ino);
  else if (made.get(name) !== ino) throw new Error(`${name} was made twice.`);
}

async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { name: path.slice(folder.length + 1), inode: (await stat(path)).ino };
    }),
  );
}

/** Reads pages until some work is done. Returns the times in milliseconds. */
async function read(url, key, work) {
  const times = { cached: [], executed: [] };
  let isOver = false;
  const query = '{ articles(first: 10) { nodes { title path image { url srcSet } } } }';
  const readers = Array.from({ length: READERS }, async (_, i) => {
    const headers = i % 2 ? { authorization: `Bearer ${key}` } : {};
    while (!isOver) {
      const startedAt = performance.now();
      await sendQuery({ url }, query, {}, headers);
      times[i % 2 ? 'executed' : 'cached'].push(performance.now() - startedAt);
      await sleep(READER_PAUSE_MS);
    }
  });
  await work();
  isOver = true;
  await Promise.all(readers);
  return times;
}

function print(label, { cached, executed }) {
  const describe = (times) =>
    `p50 ${percentile(times, 0.5)}, p99 ${percentile(times, 0.99)} (${times.length})`;
  console.log(`  ${label}: ${describe(cached)}; ${describe(executed)}`);
}

function percentile(times, share) {
  return computeQuantile(times, share).toFixed(1);
}

function watchMemory(pid) {
  const start = readMemoryMiB(pid);
  let peak = start;
  const timer = setInterval(() => {
    peak = Math.max(peak, readMemoryMiB(pid));
  }, 50);
  return {
    start,
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

await runBenchmark(main);
