import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import type { StoredFile } from '../../../src/modules/media/media-library.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';

const HOST = 'https://gateway.example';
const SECONDS = 3;

let folder: string;
let gateway: Gateway;
let sound: StoredFile;
let bytes: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-podcast-'));
  const settings = { DATA_DIR: folder, GATEWAY_URL: HOST };
  gateway = await startGateway(settings);
  const library = createMediaLibrary(readConfig(settings), {}, gateway.database.prisma);
  bytes = recordSilence(SECONDS);
  sound = await library.add(bytes, { name: 'episode-1.wav' });
  const cover = await library.add(await drawPicture({ width: 30, height: 30 }), { name: 'cover.jpg' });
  const image = { url: cover.path!, alt: '', caption: null, credit: null, width: null, height: null };
  await gateway.save({
    ...{ slug: 'episode-1', kind: 'AUDIO', image: { ...image, focalX: null, focalY: null } },
    body: { format: 'html', text: `<p>Notes.</p><audio controls src="${sound.path}"></audio>` },
  });
  await gateway.save({
    ...{ slug: 'elsewhere', kind: 'VIDEO', publishedAt: new Date('2025-01-01') },
    body: { format: 'html', text: '<video controls src="https://far.example/film.mp4"></video>' },
  });
  await gateway.save({
    ...{ slug: 'text', publishedAt: new Date('2024-01-01') },
    body: { format: 'html', text: `<p>Text.</p><audio controls src="${sound.path}"></audio>` },
  });
});
afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

/** Writes a WAV file with 8,000 samples of 8 bits a second. */
function recordSilence(seconds: number): Buffer {
  const samples = Buffer.alloc(8_000 * seconds, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  for (const [position, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.writeUInt16LE(value, position);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const read = async (path: string) => (await fetch(`${gateway.address}${path}`)).text();

test('A feed has the sound of an episode with its length, type and duration, and its picture', async () => {
  const url = `${HOST}${sound.path}`;
  const rss = await read('/feeds/rss.xml');
  expect(rss).toContain(`<enclosure url="${url}" length="${bytes.length}" type="audio/wav"`);
  expect(rss).toContain(`<itunes:duration>${SECONDS}</itunes:duration>`);
  expect(rss).toMatch(/<itunes:image href="https:\/\/gateway\.example\/media\/[0-9a-f]{40}\.jpg"/);
  expect(rss).toContain('<enclosure url="https://far.example/film.mp4" length="0" type="video/mp4"');
  expect(rss.match(/<enclosure/g)).toHaveLength(2);

  const { items } = JSON.parse(await read('/feeds/feed.json'));
  expect(items.map(({ attachments }: { attachments?: object[] }) => attachments)).toEqual([
    [{ url, mime_type: 'audio/wav', size_in_bytes: bytes.length, duration_in_seconds: SECONDS }],
    [{ url: 'https://far.example/film.mp4', mime_type: 'video/mp4' }],
    undefined,
  ]);
  expect(items[0].image).toMatch(/\.jpg$/);
  const atom = await read('/feeds/atom.xml');
  expect(atom).toContain(`rel="enclosure" type="audio/wav" length="${bytes.length}" href="${url}"`);
});

test('A block that plays a file of the library has its duration and size', async () => {
  const { article } = await gateway.query(
    '{ article(by: { slug: "episode-1" }) { body { blocks { ... on MediaBlock { media { url duration bytes } } } } } }',
  );
  expect(article.body.blocks).toEqual([
    {},
    { media: { url: `${HOST}${sound.path}`, duration: SECONDS, bytes: bytes.length } },
  ]);
});

test('A player gets the part of a file that it asks for', async () => {
  const response = await fetch(`${gateway.address}${sound.path}`, { headers: { range: 'bytes=40-43' } });
  expect([
    response.status,
    response.headers.get('content-type'),
    response.headers.get('content-range'),
  ]).toEqual([206, 'audio/wav', `bytes 40-43/${bytes.length}`]);
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes.subarray(40, 44))).toBe(true);
});
