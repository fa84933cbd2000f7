import type { Pool } from 'pg';
import { runInTransaction } from '../../database/run-in-transaction.js';
import { requireValue } from '../../shared/require-value.js';
import type { RebuildStep } from './steps.js';

/** Progress of a step: rows that are done, of all. */
export interface StepProgress {
  done: number;
  all: number;
}

/**
 * Runs a step in batches. Each is one transaction, which also stores how far the step has come. A step that was
 * interrupted goes on from there, unless `isNew`. Returns the number of rows of the table.
 */
export async function runStep(
  pool: Pool,
  step: RebuildStep,
  {
    isNew,
    onResume,
    report,
  }: Record<'onResume' | 'report', (progress: StepProgress) => void> & { isNew: boolean },
): Promise<number> {
  if (isNew) await pool.query('DELETE FROM public.rebuild_state WHERE name = $1', [step.name]);
  await pool.query('INSERT INTO public.rebuild_state (name) VALUES ($1) ON CONFLICT DO NOTHING', [step.name]);
  const { rows } = await pool.query<StepProgress>(
    `SELECT count(*)::int AS all, (count(*) FILTER (WHERE id <= s.after))::int AS done
     FROM public.${step.table} CROSS JOIN public.rebuild_state s WHERE s.name = $1`,
    [step.name],
  );
  const progress = requireValue(rows[0], 'An aggregate returns a row.');
  if (progress.done > 0) onResume(progress);
  for (let written = await runBatch(pool, step); written > 0; written = await runBatch(pool, step)) {
    progress.done += written;
    report(progress);
  }
  return progress.all;
}

/** Writes the next rows, and returns their number. Ends the step if there are none. */
async function runBatch(pool: Pool, step: RebuildStep): Promise<number> {
  return runInTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `SELECT t.id FROM (SELECT after FROM public.rebuild_state WHERE name = $1 FOR UPDATE) s
       CROSS JOIN LATERAL (SELECT id FROM public.${step.table} WHERE id > s.after ORDER BY id LIMIT $2) t`,
      [step.name, step.batchSize],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) {
      await step.write(client, ids);
      await client.query('UPDATE public.rebuild_state SET after = $2 WHERE name = $1', [
        step.name,
        ids.at(-1),
      ]);
    } else await client.query('DELETE FROM public.rebuild_state WHERE name = $1', [step.name]);
    return ids.length;
  });
}
