import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { WORKLOADS } from '../workloads.mjs';

/** Returns a function that loads the JSON of a page, by the name and variables of its operation, with one statement. */
export async function createPageLoader(connection) {
  const pool = new pg.Pool({ ...connection, max: 10 });
  pool.on('error', () => undefined);
  const statements = {};
  for (const { operation, sql, sqlValues } of WORKLOADS)
    statements[operation] = { text: await readFile(new URL(sql, import.meta.url), 'utf8'), sqlValues };
  return async (name, variables) => {
    const { text, sqlValues } = statements[name];
    const { rows } = await pool.query({ name, text, values: sqlValues(variables), rowMode: 'array' });
    return rows[0][0];
  };
}
