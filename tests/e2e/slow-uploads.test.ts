import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { hasNginx, startNginx } from '../support/nginx.js';

/** Bytes that a slow connection sends in a tenth of a second: 110 kB/s. */
const SLICE = 11_000;
const CREATE = `mutation ($bytes: Int!) { createUpload(input: { name: "quay.jpg", bytes: $bytes }) {
  upload { id url } userErrors { message } } }`;
const FINISH = `mutation ($id: ID!) { finishUpload(input: { id: $id }) {
  file { image { width } } userErrors { message } } }`;

let folder: string;
let dateline: DatelineProcess;
let address: string;
let key: string;
let nginx: Awaited<ReturnType<typeof startNginx>> | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-slow-uploads-'));
  const settings = { DATA_DIR: join(folder, 'data'), SEED: 'false', LOG_LEVEL: 'info' };
  const { output } = await runCommand(['keys', 'create', '--name', 'Desk', '--scope', 'write'], settings);
  key = /dl_[\w-]+/.exec(output)![0];
  ({ dateline, address } = await startDateline(settings));
  if (hasNginx) nginx = await startNginx(Number(new URL(address).port));
});
afterAll(async () => {
  await nginx?.close();
  DatelineProcess.killAll();
  await rm(folder, { recursive: true, force: true });
});

function write(document: string, variables: object): Promise<any> {
  return query(address, document, { variables, key });
}

/** Draws a photograph of about two megabytes, which takes 20 seconds at this rate. */
function drawPhotograph(width: number): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const create = { width, height: 1_000, channels: 3 as const, background: '#808080', noise };
  return sharp({ create }).jpeg({ quality: 100 }).toBuffer();
}

function sendSlowly(url: string, bytes: Buffer): Promise<{ status: number; message: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': bytes.length };
    const sending = request(url, { method: 'PUT', headers }, async (response) => {
      resolve({ status: response.statusCode!, message: await text(response) });
    });
    sending.on('error', reject);
    let sent = 0;
    const timer = setInterval(() => {
      sending.write(bytes.subarray(sent, sent + SLICE));
      sent += SLICE;
      if (sent < bytes.length && !sending.destroyed) return;
      clearInterval(timer);
      sending.end();
    }, 100);
  });
}

async function uploadSlowly(host: string, width: number) {
  const bytes = await drawPhotograph(width);
  const { id, url } = (await write(CREATE, { bytes: bytes.length })).createUpload.upload;
  const { pathname } = new URL(url);
  const { status, message } = await sendSlowly(host + pathname, bytes);
  expect([status, message]).toEqual([204, '']);
  expect((await write(FINISH, { id })).finishUpload.file.image.width).toBe(width);
  return pathname;
}

test('A photograph arrives over a slow connection, also behind nginx, and its address is not in the log', async () => {
  const paths = await Promise.all([
    uploadSlowly(address, 1_500),
    ...(nginx ? [uploadSlowly(nginx.address, 1_501)] : []),
  ]);
  for (const path of paths) {
    const [upload, signature] = path.split('.');
    await dateline.waitForOutput(new RegExp(`"path":"${upload}\\.…"`));
    expect(dateline.output).not.toContain(signature);
  }
});
