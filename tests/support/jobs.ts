import type pg from 'pg';

/**
 * Makes the jobs of a task due that wait for their time, or for their next attempt after a failure. Jobs that are
 * due later than in `maxDelaySeconds` go on waiting.
 */
export async function makeJobsDue(pool: pg.Pool, task: string, maxDelaySeconds = 3_600): Promise<void> {
  const { rowCount } = await pool.query(
    `SELECT graphile_worker.reschedule_jobs(ARRAY[id], run_at := now()) FROM graphile_worker.jobs
     WHERE task_identifier = $1 AND run_at > now() AND run_at <= now() + make_interval(secs => $2)`,
    [task, maxDelaySeconds],
  );
  // Wakes the workers, as adding jobs does.
  if (rowCount) await pool.query(`SELECT pg_notify('jobs:insert', '{"count": ${rowCount}}')`);
}

/** Counts the jobs of a task that are not done. */
export async function countJobs(pool: pg.Pool, task: string): Promise<number> {
  const { rows } = await pool.query(
    'SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE task_identifier = $1',
    [task],
  );
  return rows[0].count;
}

/** Lists the tasks that have had a worker with times for them. */
export async function listPeriodicTasks(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query('SELECT identifier FROM graphile_worker._private_known_crontabs');
  return rows.map(({ identifier }) => identifier);
}
