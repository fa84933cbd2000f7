import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { createGroup } from '../../support/cgroup.mjs';
import { sendQuery } from '../../support/graph.mjs';
import { importFolder } from '../archive.mjs';
import { addCleanup, createTemporaryFolder, runBenchmark } from '../clean-up.mjs';
import { readOptions } from '../options.mjs';
import { startPostgres } from '../postgres.mjs';
import { MAIN, NODE_OPTIONS, startProcess } from '../servers.mjs';

const HELP = `npm run bench -- picture-memory [options]

  --mebibytes NUMBER  memory limit of the gateway and its processes (512); needs root and a memory cgroup
  --big NUMBER        large variants that one client requests while another requests a small one (12)`;
const MEBIBYTE = 1_048_576;
/** Milliseconds between two looks at the memory of the cgroup. */
const LOOK_MS = 20;
/** The megapixels of the photographs, with their widths and heights. */
const PHOTOGRAPHS = { 24: [6_000, 4_000], 49: [7_000, 7_000] };
const CASES = [
  [24, { width: 2_560, format: 'AVIF' }],
  [24, { width: 5_000, format: 'AVIF' }],
  [24, { width: 5_999, format: 'AVIF', quality: 100 }],
  [24, { width: 5_999, format: 'WEBP', quality: 100 }],
  [49, { width: 2_200, format: 'AVIF', quality: 100 }],
  [49, { width: 3_100, format: 'WEBP', quality: 100 }],
  [49, { width: 7_000, format: 'AVIF' }],
  [49, { width: 7_000, format: 'WEBP', quality: 100 }],
  [49, { width: 7_000, format: 'JPEG', quality: 100 }],
];

async function main() {
  const values = readOptions({ mebibytes: 512, big: 12 }, HELP);
  const data = await createTemporaryFolder();
  await addPhotographs(data);
  await startPostgres(data);
  await importFolder(join(data, 'posts'), data);
  const group = await watchGroup(values.mebibytes * MEBIBYTE);
  let gateway = await startLimited(group, data);
  await sleep(1_000);
  console.log(`gateway alone: ${group.takePeak()} MiB of ${values.mebibytes}`);
  for (const [megapixels, variant] of CASES) {
    const [url] = await plan(gateway.url, megapixels, [variant]);
    const startedAt = performance.now();
    const answer = await get(url, '203.0.113.1').catch((error) => error.cause?.code ?? error.message);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    await sleep(200);
    const outcome = gateway.child.exitCode ?? gateway.child.signalCode ?? 'up';
    const label = `${megapixels} megapixels, ${JSON.stringify(variant)}`;
    console.log(`${label}: ${answer}, ${seconds} s; gateway ${outcome}, at most ${group.takePeak()} MiB`);
    if (outcome === 'up') continue;
    process.exitCode = 1;
    gateway = await startLimited(group, data);
  }
  await compete(gateway, values.big);
  const outcome = gateway.child.exitCode ?? gateway.child.signalCode ?? 'up';
  console.log(`gateway ${outcome}, at most ${group.takePeak()} MiB`);
}

/** Requests many large variants from one address and a small one from another, and prints how long that one took. */
async function compete({ url }, count) {
  const wide = Array.from({ length: count }, (_, i) => ({ width: 5_900 - i, format: 'AVIF' }));
  const large = await plan(url, 24, wide);
  const small = await plan(url, 24, [
    { width: 700, format: 'WEBP' },
    { width: 701, format: 'AVIF' },
  ]);
  const flood = large.map((each) => get(each, '203.0.113.2').catch((error) => error.cause?.code));
  await sleep(500);
  for (const each of small) {
    const startedAt = performance.now();
    const answer = await get(each, '198.51.100.7').catch((error) => error.cause?.code);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(`another client's small variant beside ${count} large ones: ${answer}, ${seconds} s`);
  }
  const answers = await Promise.all(flood);
  console.log(`the large ones: ${[...new Set(answers.map((answer) => answer?.slice(0, 14)))].join('; ')}`);
}

async function addPhotographs(data) {
  const folder = join(data, 'posts');
  await mkdir(folder);
  for (const [name, [width, height]] of Object.entries(PHOTOGRAPHS)) {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 };
    const create = { width: Math.round(width / 6), height: Math.round(height / 6), channels: 3, noise };
    const small = await sharp({ create }).png().toBuffer();
    await sharp(small)
      .resize(width, height)
      .jpeg({ quality: 90 })
      .toFile(join(folder, `${name}.jpg`));
    const post = `---\ntitle: Photo ${name}\ndate: 2026-01-01\nimage: /${name}.jpg\n---\n\nText.\n`;
    await writeFile(join(folder, `photo-${name}.md`), post);
  }
}

async function plan(url, megapixels, variants) {
  const fields = variants.map(
    ({ width, format, quality = 75 }, i) =>
      `v${i}: variant(width: ${width}, format: ${format}, quality: ${quality}) { url }`,
  );
  const query = `{ article(by: { slug: "photo-${megapixels}" }) { image { ${fields.join(' ')} } } }`;
  const { article } = await sendQuery({ url }, query);
  return Object.values(article.image).map((variant) => new URL(new URL(variant.url).pathname, url).href);
}

async function get(url, client) {
  const response = await fetch(url, { headers: { 'x-forwarded-for': client } });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) return `${response.status} ${bytes.toString().slice(0, 120)}`;
  const { format, width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return `${response.status} ${format} of ${width} × ${height}, ${Math.round(bytes.length / 1_024)} kB`;
}

/** Creates a memory cgroup, and looks at its memory. */
async function watchGroup(bytes) {
  const folder = await createGroup(bytes);
  let peak = 0;
  const look = setInterval(async () => {
    const text = await readFile(join(folder, 'memory.stat'), 'utf8').catch(() => '');
    const [, bytes = 0] = /^(?:anon|total_rss) (\d+)/m.exec(text) ?? [];
    peak = Math.max(peak, Math.round(Number(bytes) / MEBIBYTE));
  }, LOOK_MS);
  addCleanup(async () => clearInterval(look));
  return {
    folder,
    /** Returns the highest anonymous memory since the last call, in MiB. Files in memory do not count. */
    takePeak: () => {
      const last = peak;
      peak = 0;
      return last;
    },
  };
}

function startLimited({ folder }, data) {
  const settings = { DATA_DIR: data, DATABASE_URL: '', SEED: 'false', TRUSTED_PROXIES: 'loopback' };
  const env = { ...process.env, ...settings, LOG_LEVEL: 'warn' };
  return startProcess([...NODE_OPTIONS, MAIN], env, folder);
}

await runBenchmark(main);
