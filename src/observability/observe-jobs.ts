import type { Tasks } from '../jobs/queue.js';
import { preciseNow, type TelemetrySink } from './telemetry.js';

/** The same tasks, whose jobs are told of. */
export function instrumentTasks(tasks: Tasks, telemetry: TelemetrySink): Tasks {
  telemetry.tasks?.(Object.keys(tasks));
  const instrumentedTasks = Object.entries(tasks).map(([task, work]) => {
    const instrumentedWork = async (payload: unknown) => {
      const startedAt = preciseNow();
      const report = (outcome: 'done' | 'failed') =>
        telemetry.onJob?.({ task, outcome, ms: preciseNow() - startedAt });
      await work(payload).catch((error) => {
        report('failed');
        throw error;
      });
      report('done');
    };
    return [task, instrumentedWork];
  });
  return Object.fromEntries(instrumentedTasks);
}
