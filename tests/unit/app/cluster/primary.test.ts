/** @isolated */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Primary } from '../../../../src/app/cluster/primary.js';
import { waitUntil } from '../../../support/until.js';

const SCRIPT = fileURLToPath(new URL('../../../support/idle-worker.mjs', import.meta.url));
/** Settings with which no process can be started: spawn emits an error for the first, and throws one for the second. */
const FAULTS: [string, { cwd: any }, string][] = [
  ['does not find', { cwd: '/folder/that/is/missing' }, 'ENOENT'],
  ['refuses', { cwd: 1 }, 'ERR_INVALID_ARG_TYPE'],
];

let errors: object[];
const log = {
  info: () => undefined,
  error: ({ err, ...line }: any, message: string) => errors.push({ ...line, code: err?.code, message }),
};

beforeEach(() => {
  errors = [];
  cluster.setupPrimary({ exec: SCRIPT, cwd: process.cwd() });
});
afterEach(() => {
  process.emit('SIGTERM'); // for a test that failed
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.removeAllListeners(name);
});

function listWorkers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

test.each(FAULTS)(
  'A worker whose process the machine %s is tried again, and the others go on',
  async (_, fault, code) => {
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const ended = new Primary(2, log).run();
    await waitUntil(() => print.mock.calls.length > 0);
    print.mockRestore();
    const [first, second] = listWorkers() as [Worker, Worker];
    cluster.setupPrimary(fault);
    second.process.kill('SIGKILL');
    await Promise.race([ended, waitUntil(() => errors.length === 3)]);
    const message = 'a worker could not be started, and is tried again';
    expect(errors.slice(1)).toEqual([
      { worker: 2, code, delayMs: 200, message },
      { worker: 2, code, delayMs: 400, message },
    ]);
    cluster.setupPrimary({ cwd: process.cwd() });
    const [replacement] = (await once(cluster, 'online')) as [Worker];
    await once(replacement, 'message');
    expect(first.isDead()).toBe(false);
    process.emit('SIGTERM');
    expect(await ended).toBe(0);
    expect(listWorkers()).toEqual([]);
  },
);

test.each(FAULTS)('A first worker whose process the machine %s ends the start', async (_, fault, code) => {
  cluster.setupPrimary(fault);
  expect(await new Primary(2, log).run()).toBe(1);
  expect(errors).toEqual([{ worker: 1, code, message: 'a worker could not be started' }]);
});
