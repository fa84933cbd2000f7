import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { drawPicture } from '../support/pictures.js';
import { waitUntil } from '../support/until.js';

const WIDTHS = Array.from({ length: 12 }, (_, i) => 1_000 + i * 80);

let folder: string;
let settings: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-media-killed-'));
  settings = { DATA_DIR: join(folder, 'data'), SEED: 'false' };
});
afterAll(async () => {
  DatelineProcess.killAll();
  await rm(folder, { recursive: true, force: true });
});

const listHidden = async (name: string) =>
  (await readdir(join(folder, 'data', name), { recursive: true }).catch(() => [])).filter((path) =>
    /(^|\/)\./.test(path),
  );

test('A gateway that is killed while it makes variants and receives an upload serves nothing half afterwards', async () => {
  const pictures = join(folder, 'pictures');
  await mkdir(pictures);
  await writeFile(join(pictures, 'quay.jpg'), await drawPicture({ width: 4_000, height: 3_000 }));
  const { output } = await runCommand(['media', 'add', pictures], settings);
  const [, path] = /^(\/media\/[0-9a-f]{40}\.jpg) /m.exec(output)!;
  await writeFile(
    join(pictures, 'quay.md'),
    `---\ntitle: Quay\ndate: 2026-01-02\nimage: /quay.jpg\n---\n\nText.\n`,
  );
  await runCommand(['import', 'markdown', pictures], settings);
  const { output: key } = await runCommand(
    ['keys', 'create', '--name', 'Desk', '--scope', 'write'],
    settings,
  );
  const secret = /dl_[\w-]+/.exec(key)![0];

  const first = await startDateline(settings);
  const variants = WIDTHS.map((width) => `w${width}: variant(width: ${width}, format: AVIF) { url width }`);
  const { article } = await query(
    first.address,
    `{ article(by: { slug: "quay" }) { image { url ${variants} } } }`,
  );
  expect(new URL(article.image.url).pathname).toBe(path);
  const urls = WIDTHS.map((width) => new URL(article.image[`w${width}`].url).pathname);
  const upload = await createUpload(first.address, secret);
  const sending = request(first.address + upload, { method: 'PUT', headers: { 'content-length': '500000' } });
  sending.on('error', () => undefined).write(Buffer.alloc(100_000));
  const asked = urls.map((url) => fetch(first.address + url).catch(() => null));
  await waitUntil(
    async () =>
      (await readdir(join(folder, 'data', 'media-variants'), { recursive: true }).catch(() => [])).length > 2,
  );
  first.dateline.signal('SIGKILL');
  await first.dateline.ended;
  await Promise.all(asked);
  sending.destroy();
  // A kill seldom meets the moment of writing, so a file of the killed process is added.
  const half = `.${hostname().replace(/[^A-Za-z0-9-]/g, '-')}.${2 ** 22 + 1}.half`;
  for (const name of ['media', 'media-variants']) await writeFile(join(folder, 'data', name, half), 'half');

  const second = await startDateline(settings);
  for (const [i, url] of urls.entries()) {
    const response = await fetch(second.address + url);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([response.status, (await sharp(bytes).metadata()).width]).toEqual([200, WIDTHS[i]]);
    await sharp(bytes).raw().toBuffer(); // decodes to its end
  }
  expect([await listHidden('media'), await listHidden('media-variants')]).toEqual([[], []]);
  expect(await readdir(join(folder, 'data', 'media'))).toEqual([path!.slice('/media/'.length)]);
  await second.dateline.stop();
}, 300_000);

async function createUpload(address: string, secret: string): Promise<string> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({
      query: 'mutation { createUpload(input: { name: "a.jpg", bytes: 500000 }) { upload { url } } }',
    }),
  });
  return new URL(((await response.json()) as any).data.createUpload.upload.url).pathname;
}
