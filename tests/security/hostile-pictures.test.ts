import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { ACCEPTED_FILES, REFUSED_FILES } from '../support/hostile-files.js';

const CREATE = `mutation ($bytes: Int!) { createUpload(input: { name: "quay.jpg", bytes: $bytes }) {
  upload { id url } userErrors { message } } }`;
const FINISH = `mutation ($id: ID!) { finishUpload(input: { id: $id }) {
  file { id url mimeType image { width variant(width: 4, format: JPEG) { url } } } userErrors { message } } }`;
/** Most MiB of memory of the gateway while it reads any of the files. */
const MAX_MEMORY_MIB = 700;

let folder: string;
let address: string;
let key: string;
let pid: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-hostile-'));
  const settings = { DATA_DIR: join(folder, 'data'), SEED: 'false', RATE_PER_CLIENT: '0', RATE_PER_KEY: '0' };
  const { output } = await runCommand(['keys', 'create', '--name', 'Desk', '--scope', 'write'], settings);
  key = /dl_[\w-]+/.exec(output)![0];
  const started = await startDateline(settings);
  address = started.address;
  pid = started.dateline.pid!;
});
afterAll(async () => {
  DatelineProcess.killAll();
  await rm(folder, { recursive: true, force: true });
});

function write(document: string, variables: object): Promise<any> {
  return query(address, document, { variables, key });
}

async function upload(bytes: Uint8Array) {
  const { id, url } = (await write(CREATE, { bytes: Math.max(1, bytes.length) })).createUpload.upload;
  const response = await fetch(address + new URL(url).pathname, {
    method: 'PUT',
    body: new Uint8Array(bytes),
  });
  const message = await response.text();
  const { file, userErrors } = (await write(FINISH, { id })).finishUpload;
  return { status: response.status, message, file, userErrors };
}

/** Reads the highest memory of a process so far, by default of the gateway. */
async function readPeakMiB(process = pid): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

describe('Refused files', () => {
  test.each(REFUSED_FILES)('%s is refused with a sentence', async (_name, bytes, message) => {
    const result = await upload(await bytes);
    expect(result).toMatchObject({ status: 422, file: null, message: expect.stringMatching(message) });
    expect(result.userErrors).toEqual([{ message: expect.stringMatching(message) }]);
  });

  test('Nothing of a refused file is stored', async () => {
    expect(await readdir(join(folder, 'data', 'media')).catch(() => [])).toEqual([]);
  });
});

describe('Accepted files', () => {
  test.each(ACCEPTED_FILES)(
    '$name is served as $type and can run nothing',
    async ({ bytes, type, without }) => {
      const { status, file } = await upload(await bytes);
      expect([status, file?.mimeType]).toEqual([204, type]);
      const served = await fetch(address + new URL(file.url).pathname);
      expect([served.status, served.headers.get('content-type')]).toEqual([200, type]);
      expect(served.headers.get('x-content-type-options')).toBe('nosniff');
      expect(served.headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      );
      const body = Buffer.from(await served.arrayBuffer());
      if (without) expect(body.includes(without)).toBe(false);
      if (!file.image?.variant) return;
      const variant = await fetch(address + new URL(file.image.variant.url).pathname);
      const { format, exif } = await sharp(Buffer.from(await variant.arrayBuffer())).metadata();
      expect([variant.status, format, exif]).toEqual([200, 'jpeg', undefined]);
    },
  );
});

describe('Large pictures', () => {
  /** Most MiB of the gateway, and of a process that works on a picture. */
  const MOST = { gateway: 420, process: 260 };

  /** Draws a photograph without even parts, which takes most memory. */
  const drawNoise = async (width: number, height: number) => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
    const size = { width: Math.round(width / 6), height: Math.round(height / 6) };
    const small = await sharp({ create: { ...size, channels: 3, background: '#808080', noise } })
      .png()
      .toBuffer();
    return sharp(small).resize(width, height).jpeg({ quality: 90 }).toBuffer();
  };

  /** Reads the highest memory of each process of the gateway while `work` runs. */
  async function watchProcesses(work: () => Promise<void>): Promise<number> {
    let peak = 0;
    const look = async () => {
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
      for (const child of children.split(' ').filter(Boolean)) {
        const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
        if (command.includes('image-worker')) peak = Math.max(peak, await readPeakMiB(Number(child)));
      }
    };
    const timer = setInterval(look, 20);
    await work().finally(() => clearInterval(timer));
    return peak;
  }

  test.each([
    [24, 6_000, 4_000, [2_560, 5_000, 5_999]],
    [49, 7_000, 7_000, [2_200, 3_100, 7_000]],
  ])(
    'Variants of %i megapixels in all formats and sizes take bounded memory',
    async (_megapixels, ...sizes) => {
      const [width, height, widths] = sizes;
      const peak = await watchProcesses(async () => {
        const { file } = await upload(await drawNoise(width, height));
        const fields = widths.flatMap((each) =>
          ['AVIF', 'WEBP', 'JPEG'].map(
            (format) =>
              `${format}${each}: variant(width: ${each}, format: ${format}, quality: 100) { url width }`,
          ),
        );
        const document = `query ($id: ID!) { node(id: $id) { ... on MediaFile { image { ${fields.join(' ')} } } } }`;
        const { node } = await write(document, { id: file.id });
        await Promise.all(
          Object.values<{ url: string; width: number }>(node.image).map(async (variant) => {
            const response = await fetch(address + new URL(variant.url).pathname, { redirect: 'manual' });
            const bytes = Buffer.from(await response.arrayBuffer());
            const made = await sharp(bytes, { limitInputPixels: false }).metadata();
            expect([response.status, made.width]).toEqual([200, variant.width]);
          }),
        );
      });
      expect(peak).toBeGreaterThan(0);
      expect(peak).toBeLessThan(MOST.process);
      expect(await readPeakMiB()).toBeLessThan(MOST.gateway);
    },
    300_000,
  );
});

test('The gateway is up, and its memory stayed bounded', async () => {
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  expect(await readPeakMiB()).toBeLessThan(MAX_MEMORY_MIB);
});
