/**
 * Runs a task by name that exceeds a limit of the thread: time, memory or stack. Other tasks are returned
 * unchanged.
 */
// biome-ignore lint/style/noDefaultExport: the thread calls what its file exports by default
export default function work(task) {
  if (task === 'for ever') for (;;);
  if (task === 'without limit')
    for (const all = []; ; ) all.push({ length: all.length, words: `${all.length}` });
  if (task === 'too deep') return work2(task);
  if (task === 'wrong') throw new TypeError('wrong');
  return task;
}

function work2(task) {
  return `${work2(task)} `;
}
