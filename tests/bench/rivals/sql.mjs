// What PostgreSQL and `pg` can do at most without a cache: one prepared statement per page makes all its JSON.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { WORKLOADS } from '../workloads.mjs';
import { listen } from './listen.mjs';

const [{ connection }] = await once(process, 'message');
const pool = new pg.Pool({ ...connection, max: 10 });
pool.on('error', () => undefined);

const statements = {};
for (const { operation, sql, sqlValues } of WORKLOADS) {
  statements[operation] = { text: await readFile(new URL(sql, import.meta.url), 'utf8'), sqlValues };
}

listen(async (body) => {
  const { query, variables } = JSON.parse(body);
  const name = /query (\w+)/.exec(query)[1];
  const { text, sqlValues } = statements[name];
  const { rows } = await pool.query({ name, text, values: sqlValues(variables), rowMode: 'array' });
  return rows[0][0];
});
