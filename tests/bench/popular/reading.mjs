import { sendQuery } from '../../support/graph.mjs';
import { track } from '../postgres.mjs';
import { computeQuantile } from '../statistics.mjs';

const READS = 200;

/** Measures the reading of lists. A year must not cost more than a day. */
export async function readLists(gateway, { counter, connection }) {
  console.log('\nwindow    ms per request (median)  PostgreSQL ms for the list');
  await track(counter, 'top');
  for (const window of ['HOUR', 'DAY', 'MONTH', 'YEAR', 'ALL', 'HOT', 'TRENDING']) {
    const query = `{ popular(window: ${window}, first: 5) { rank previousRank views article { title path } } }`;
    const times = [];
    await counter.query('SELECT pg_stat_statements_reset()');
    for (let i = 0; i < READS; i++) {
      const begun = performance.now();
      await sendQuery(gateway, query);
      times.push(performance.now() - begun);
    }
    const { rows } = await counter.query(
      `SELECT coalesce(sum(total_exec_time) / $2, 0) AS ms FROM pg_stat_statements
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) AND query LIKE '%"published"."article_popularity"%'`,
      [connection.database, READS],
    );
    const median = computeQuantile(times, 0.5);
    console.log(
      `${window.padEnd(10)}${median.toFixed(2).padStart(10)}${Number(rows[0].ms).toFixed(3).padStart(25)}`,
    );
  }
}
