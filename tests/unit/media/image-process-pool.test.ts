import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { ImageProcessPool } from '../../../src/media/image-process/image-process-pool.js';
import type { RenderTask } from '../../../src/media/image-process/image-task.js';
import { drawPicture } from '../../support/pictures.js';
import { waitUntil } from '../../support/until.js';

/** Returns a task that takes 100 MiB or more, and some seconds. */
async function createLongTask(): Promise<RenderTask> {
  const bytes = await drawPicture({ width: 4_000, height: 3_000, format: 'png' });
  const variant = { width: 4_000, height: 3_000, crop: null, quality: 100, format: 'avif' as const };
  return { kind: 'render', bytes, variant, format: 'avif' };
}

async function createShortTask(): Promise<RenderTask> {
  const variant = { width: 30, height: 20, crop: null, quality: 75, format: 'webp' as const };
  return { kind: 'render', bytes: await drawPicture(), variant, format: 'webp' };
}

/** Returns the numbers of the image processes of this process. */
async function listImageProcesses(): Promise<number[]> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  const commands = children
    .split(' ')
    .filter(Boolean)
    .map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return command.includes('image-worker') ? [Number(pid)] : [];
    });
  return (await Promise.all(commands)).flat();
}

describe('Image processes', () => {
  test('A picture that takes too much memory ends its process, and the next one gets another process', async () => {
    const pool = new ImageProcessPool({ processes: 1, maxMebibytes: 90 });
    await expect(pool.run(await createLongTask())).rejects.toMatchObject({
      name: 'UnprocessableImageError',
      message: 'It takes more than 90 MiB of memory',
      reason: 'memory',
    });
    expect((await sharp(await pool.run(await createShortTask())).metadata()).width).toBe(30);
  });

  test('A process that is killed loses the picture that it works on, and no other', async () => {
    const pool = new ImageProcessPool({ processes: 1, maxMebibytes: 1_024 });
    const before = await listImageProcesses();
    const lost = pool.run(await createLongTask());
    const next = pool.run(await createShortTask());
    let own: number | undefined;
    await waitUntil(async () => {
      own = (await listImageProcesses()).find((pid) => !before.includes(pid));
      return own !== undefined;
    });
    process.kill(own!, 'SIGKILL');
    await expect(lost).rejects.toMatchObject({ name: 'ImageUnavailableError' });
    expect((await sharp(await next).metadata()).width).toBe(30);
  });

  test('A process that is killed while it is idle is replaced', async () => {
    const pool = new ImageProcessPool({ processes: 1, maxMebibytes: 1_024 });
    const before = await listImageProcesses();
    await pool.run(await createShortTask());
    const own = (await listImageProcesses()).find((pid) => !before.includes(pid))!;
    process.kill(own, 'SIGKILL');
    await waitUntil(() => !existsSync(`/proc/${own}`));
    expect((await sharp(await pool.run(await createShortTask())).metadata()).width).toBe(30);
  });

  test('A process that cannot start fails the picture, and the next one gets another process', async () => {
    const pool = new ImageProcessPool({ processes: 1, maxMebibytes: 1_024 });
    const { execPath } = process;
    process.execPath = '/missing/node';
    const failed = pool.run(await createShortTask()).finally(() => {
      process.execPath = execPath;
    });
    await expect(failed).rejects.toMatchObject({
      name: 'ImageUnavailableError',
      message: 'The process that works on pictures cannot start.',
      cause: { code: 'ENOENT' },
    });
    expect((await sharp(await pool.run(await createShortTask())).metadata()).width).toBe(30);
  });

  test('A process without the packages that it needs says which one it misses', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dateline-image-process-'));
    const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));
    const dist = fileURLToPath(new URL('../../../dist', import.meta.url));
    for (const part of ['media', 'shared'])
      await cp(join(dist, part), join(folder, 'dist', part), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await mkdir(join(folder, 'node_modules'));
    await symlink(join(packages, 'thumbhash'), join(folder, 'node_modules', 'thumbhash'));
    const worker = join(folder, 'dist', 'media', 'image-process', 'image-worker.js');
    const child = fork(worker, ['1024'], { serialization: 'advanced' });
    child.send(await createShortTask());
    const [reply] = await once(child, 'message');
    child.disconnect();
    expect(reply.error).toEqual({ kind: 'unavailable', message: expect.stringContaining("'sharp'") });
    await rm(folder, { recursive: true });
  });

  test('A process gets no settings and secrets', async () => {
    const pool = new ImageProcessPool({ processes: 1, maxMebibytes: 1_024 });
    const before = await listImageProcesses();
    await pool.run(await createShortTask());
    const own = (await listImageProcesses()).find((pid) => !before.includes(pid))!;
    const variables = (await readFile(`/proc/${own}/environ`, 'latin1')).split('\0').filter(Boolean);
    expect(variables.map((each) => each.split('=')[0]).sort()).toEqual([
      ...['MALLOC_ARENA_MAX', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'],
    ]);
  });
});
