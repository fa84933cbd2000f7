import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { BoundedThread } from '../../../src/shared/async/bounded-thread.js';

const FILE = fileURLToPath(new URL('../../support/heavy-task.mjs', import.meta.url));

test('BoundedThread ends tasks beyond its time, memory or stack limit and runs the others', async () => {
  const thread = new BoundedThread<string, string>(FILE, { seconds: 3, mebibytes: 64 });
  const tasks = ['one', 'for ever', 'two', 'without limit', 'three', 'too deep', 'wrong', 'four'];
  const results = await Promise.allSettled(tasks.map((task) => thread.run(task)));
  expect(
    results.map((each) =>
      each.status === 'fulfilled' ? each.value : `${each.reason.name}: ${each.reason.message}`,
    ),
  ).toEqual([
    ...['one', 'ThreadLimitError: It takes longer than 3 seconds.'],
    ...['two', 'ThreadLimitError: It needs more than 64 MiB of memory.'],
    ...['three', 'ThreadLimitError: It is nested too deeply.', 'TypeError: wrong', 'four'],
  ]);
});
