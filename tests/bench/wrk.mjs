import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTemporaryFolder } from './clean-up.mjs';

const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));

/** Files with the bodies of a stream, and the position at which its next run begins. */
const streams = new Map();

/**
 * Sends a stream of request bodies with wrk, a program of its own, over all connections in one order. Each run of a
 * server continues where its last one ended.
 */
export async function runWrk({ url }, bodies, seconds, connections) {
  const stream = streams.get(bodies) ?? { file: await writeBodies(bodies), positions: new Map() };
  streams.set(bodies, stream);
  const position = stream.positions.get(url) ?? 0;
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', SCRIPT, url, '--', stream.file];
  const { stdout } = await promisify(execFile)('wrk', [...options, String(position)]).catch((error) => {
    if (error.code === 'ENOENT')
      throw new Error('wrk is not installed. Install it, or give --load autocannon.');
    throw error;
  });
  const { requests, duration, p50, p99, non2xx, errors } = JSON.parse(stdout.trim().split('\n').at(-1));
  stream.positions.set(url, position + requests);
  return { '2xx': requests - non2xx, duration, latency: { p50, p99 }, non2xx, errors, mismatches: 0 };
}

async function writeBodies(bodies) {
  const file = join(await createTemporaryFolder(), 'bodies');
  await writeFile(file, `${bodies.join('\n')}\n`);
  return file;
}
