import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { BoundedThread } from '../../../src/content/bounded-thread.js';
import { waitUntil } from '../../support/until.js';

const FILE = fileURLToPath(new URL('../../support/heavy-task.mjs', import.meta.url));

test('BoundedThread ends a task beyond its time limit and runs the others', async () => {
  const thread = new BoundedThread<string, string>(FILE, { seconds: 1, mebibytes: 256 });
  const expected = ['one', 'ThreadLimitError: It takes longer than 1 seconds.', 'two'];
  // Repeated, as a busy machine can take more than a second to start a thread.
  await waitUntil(async () => isDeepStrictEqual(await runAll(thread, ['one', 'for ever', 'two']), expected));
});

test('BoundedThread ends tasks beyond its memory or stack limit and runs the others', async () => {
  // A busy machine takes seconds to fill the memory.
  const thread = new BoundedThread<string, string>(FILE, { seconds: 60, mebibytes: 64 });
  expect(await runAll(thread, ['two', 'without limit', 'three', 'too deep', 'wrong', 'four'])).toEqual([
    ...['two', 'ThreadLimitError: It needs more than 64 MiB of memory.'],
    ...['three', 'ThreadLimitError: It is nested too deeply.', 'TypeError: wrong', 'four'],
  ]);
});

async function runAll(thread: BoundedThread<string, string>, tasks: string[]): Promise<string[]> {
  const results = await Promise.allSettled(tasks.map((task) => thread.run(task)));
  return results.map((each) =>
    each.status === 'fulfilled' ? each.value : `${each.reason.name}: ${each.reason.message}`,
  );
}
