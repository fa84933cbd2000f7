import { setTimeout as sleep } from 'node:timers/promises';
import { buildRequestBody } from './workloads.mjs';

const REQUESTS = 50;

/** Statements that PostgreSQL runs for one request, as it counts them itself. */
export async function countStatements({ allVariables, ...workload }, { url }, { counter, connection }) {
  await count(counter, 'top');
  await counter.query('SELECT pg_stat_statements_reset()');
  for (let i = 0; i < REQUESTS; i++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: buildRequestBody(workload, allVariables[i % allVariables.length]),
    });
    await response.text();
  }
  const { rows } = await counter.query(
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) AND calls > $2`,
    // What runs less often is the gateway's own housekeeping.
    [connection.database, REQUESTS / 10],
  );
  await count(counter, 'none');
  return rows[0].calls / REQUESTS;
}

async function count(counter, track) {
  await counter.query(`ALTER SYSTEM SET pg_stat_statements.track = '${track}'`);
  await counter.query('SELECT pg_reload_conf()');
  // The other connections read the new setting between two of their statements, once they are told.
  await sleep(300);
}
