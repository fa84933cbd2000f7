import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createDiskStorage } from '../../../src/media/disk-storage.js';
import { INCOMING, MediaStorageError } from '../../../src/media/media-storage.js';
import { createS3Storage } from '../../../src/media/s3-storage.js';
import { describeMediaStorage } from '../../support/contracts/media-storage-contract.js';
import { hasCeph, hasMoto, startCeph, startMoto } from '../../support/s3-server.js';

describeMediaStorage('disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dateline-media-'));
  await writeFile(join(root, 'secret.svg'), 'secret');
  return {
    storage: createDiskStorage({ folder: join(root, 'media') }),
    close: () => rm(root, { recursive: true }),
  };
});

test('A file that cannot be written leaves nothing behind', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dateline-media-'));
  const storage = createDiskStorage({ folder: root });
  await storage.put('folder/a.svg', Buffer.from('a'));
  // A file at a folder's name, and a folder at a file's.
  for (const key of ['folder/a.svg/b.svg', 'folder']) {
    await expect(storage.put(key, Buffer.from('b'))).rejects.toThrow(MediaStorageError);
  }
  expect((await readdir(root, { recursive: true })).sort()).toEqual(['folder', 'folder/a.svg']);
  await rm(root, { recursive: true });
});

test('With a public URL, readers load files past the gateway', () => {
  const options = { bucketUrl: 'https://s3.example/courier/', accessKeyId: 'a', secretAccessKey: 'b' };
  const storage = createS3Storage({ ...options, region: 'auto', publicUrl: 'https://img.courier.example/' });
  expect(storage.getUrl('a/b.webp')).toBe('https://img.courier.example/a/b.webp');
});

// .ci/run installs these where they are missing.
const withMoto = hasMoto ? describe : describe.skip;
const withCeph = hasCeph ? describe : describe.skip;

withMoto('moto (needs apt-get install python3-moto python3-flask python3-flask-cors)', () => {
  describeMediaStorage('S3', async () => {
    const { options, close } = await startMoto();
    return { storage: createS3Storage(options), close };
  });
});

withCeph('Ceph (needs apt-get install radosgw)', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  describeMediaStorage('S3', async () => {
    const { options, close } = await startCeph();
    return {
      storage: createS3Storage(options),
      ranges: [
        [0, 0],
        [0, 50_000],
      ],
      close,
    };
  });

  test('A client can send a file to the bucket, of the size and for the time that were signed', async () => {
    const { options, close } = await startCeph();
    closing.push(close);
    const storage = createS3Storage({ ...options, directUploads: true });
    const key = `${INCOMING}a`;
    const url = await storage.createUploadUrl!(key, 5, 60);
    const send = (address: string, body: string) => fetch(address, { method: 'PUT', body });
    expect((await send(url, 'longer than five')).status).toBe(403);
    expect((await send(url.replace('/a?', '/b?'), 'hello')).status).toBe(403);
    expect(await storage.head(key)).toBeNull();
    expect((await send(url, 'hello')).status).toBe(200);
    expect(await storage.head(key)).toMatchObject({ size: 5 });
    expect(createS3Storage(options).createUploadUrl).toBeUndefined();
  });

  test('Wrong credentials, a bucket that does not exist and a server that is away are errors', async () => {
    const { options, stop, close } = await startCeph();
    closing.push(close);
    const wrong = createS3Storage({ ...options, secretAccessKey: 'another' });
    for (const work of [
      wrong.put('a.svg', Buffer.from('a')),
      wrong.head('a.svg'),
      wrong.get('a.svg'),
      wrong.delete('a.svg'),
    ]) {
      await expect(work).rejects.toThrow(MediaStorageError);
    }
    await expect(wrong.get('a.svg')).rejects.toThrow('The bucket answered 403 SignatureDoesNotMatch');
    const elsewhere = createS3Storage({ ...options, bucketUrl: `${options.bucketUrl}-2` });
    await expect(elsewhere.put('a.svg', Buffer.from('a'))).rejects.toThrow('404 NoSuchBucket');
    await stop();
    await expect(createS3Storage(options).head('a.svg')).rejects.toThrow(MediaStorageError);
  });
});
