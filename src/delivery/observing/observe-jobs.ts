import type { Tasks } from '../../database/job-queue.js';
import { type Observer, preciseNow } from './observer.js';

/** The same tasks, whose jobs are told of. */
export function observeJobs(tasks: Tasks, observer: Observer): Tasks {
  observer.tasks?.(Object.keys(tasks));
  const observed = Object.entries(tasks).map(([task, work]) => {
    const observedWork = async (payload: unknown) => {
      const startedAt = preciseNow();
      const tell = (outcome: 'done' | 'failed') =>
        observer.job?.({ task, outcome, ms: preciseNow() - startedAt });
      await work(payload).catch((error) => {
        tell('failed');
        throw error;
      });
      tell('done');
    };
    return [task, observedWork];
  });
  return Object.fromEntries(observed);
}
