import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AwsClient } from 'aws4fetch';
import type { S3StorageOptions } from '../../src/media/s3-storage.js';
import { findFreePort, findProgram } from './programs.js';
import { waitUntil } from './until.js';

const run = promisify(execFile);
const CREDENTIALS = {
  accessKeyId: 'dateline-test',
  secretAccessKey: 'a-secret-of-the-tests',
  region: 'us-east-1',
};

/** An S3-compatible server with one bucket. */
export interface S3Server {
  /** Options of a storage in the bucket. */
  options: S3StorageOptions;
  /** Ends the server process. */
  stop(): Promise<void>;
  /** Ends the server process and deletes its data. */
  close(): Promise<void>;
}

/** True where Ceph's object gateway is installed: apt-get install radosgw. .ci/run installs it. */
export const hasCeph = findProgram('radosgw') !== null;
/** True where moto is installed: apt-get install python3-moto python3-flask python3-flask-cors. */
export const hasMoto = findProgram('moto_server') !== null;

/**
 * Starts Ceph's object gateway, which verifies signatures. Its data are in SQLite instead of a cluster; that
 * store (18.2.7) returns other bytes for ranges that begin after the first.
 */
export async function startCeph(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-ceph-'));
  const port = await findFreePort();
  await writeFile(join(folder, 'ceph.conf'), formatCephSettings(folder, port));
  const args = ['-c', join(folder, 'ceph.conf'), '-n', 'client.test', '--no-mon-config'];
  const keys = ['--access-key', CREDENTIALS.accessKeyId, '--secret-key', CREDENTIALS.secretAccessKey];
  const user = ['--uid', 'dateline', '--display-name', 'Dateline', ...keys];
  // It may hang when it ends, after it has stored the user: a bucket is created only if it has.
  const limits = { timeout: 10_000, killSignal: 'SIGKILL' } as const;
  await run('radosgw-admin', [...args, 'user', 'create', ...user], limits).catch((error) => {
    if (!error.killed) throw error;
  });
  return startProcess(findProgram('radosgw')!, [...args, '-f'], port, folder);
}

/** Starts moto, which simulates S3 in memory, ranges included. It verifies no signatures. */
export async function startMoto(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-moto-'));
  const port = await findFreePort();
  return startProcess(findProgram('moto_server')!, ['-H', '127.0.0.1', '-p', String(port)], port, folder);
}

async function startProcess(
  program: string,
  args: string[],
  port: number,
  folder: string,
): Promise<S3Server> {
  const child = spawn(program, args, { stdio: 'ignore', cwd: folder });
  const address = `http://127.0.0.1:${port}`;
  await waitUntilReady(child, program, address);
  const bucketUrl = `${address}/courier`;
  const client = new AwsClient({ ...CREDENTIALS, service: 's3', retries: 0 });
  const { ok, status } = await client.fetch(bucketUrl, { method: 'PUT' });
  if (!ok) throw new Error(`The bucket was not created: ${status}`);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    options: { ...CREDENTIALS, bucketUrl },
    stop,
    close: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function waitUntilReady(child: ChildProcess, program: string, address: string): Promise<void> {
  await waitUntil(() => {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}.`);
    return fetch(address).then(
      () => true,
      () => false,
    );
  });
}

function formatCephSettings(folder: string, port: number): string {
  return `[global]
auth cluster required = none
auth service required = none
auth client required = none

[client.test]
rgw backend store = dbstore
rgw config store = dbstore
dbstore db dir = ${folder}
dbstore config uri = file:${folder}/config.db
rgw data = ${folder}
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw enable apis = s3
rgw thread pool size = 16
keyring = ${folder}/keyring
log file = ${folder}/log
run dir = ${folder}
admin socket =
pid file =
`;
}
