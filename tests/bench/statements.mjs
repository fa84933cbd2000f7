import { postJson } from '../support/graph.mjs';
import { track } from './postgres.mjs';
import { buildRequestBody } from './workloads.mjs';

const REQUESTS = 50;

/**
 * Returns the number of statements that PostgreSQL executes for one request, by its own statistics: of those whose text
 * matches the pattern.
 */
export async function countStatements(
  { allVariables, ...workload },
  { url },
  { counter, connection },
  pattern = '',
) {
  await track(counter, 'top');
  await counter.query('SELECT pg_stat_statements_reset()');
  for (let i = 0; i < REQUESTS; i++) {
    const response = await postJson(url, buildRequestBody(workload, allVariables[i % allVariables.length]));
    await response.text();
  }
  const { rows } = await counter.query(
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) AND calls > $2 AND query ~ $3 AND query !~ $4`,
    // Ignore rarer statements and those of jobs and followers, which belong to the gateway's background work.
    [connection.database, REQUESTS / 10, pattern, 'graphile_worker|change_follower|content_change'],
  );
  await track(counter, 'none');
  return rows[0].calls / REQUESTS;
}
