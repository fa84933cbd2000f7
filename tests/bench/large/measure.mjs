import { sendQuery } from '../../support/graph.mjs';
import { track } from '../postgres.mjs';
import { readCpuOfChildren } from '../processes.mjs';
import { computeQuantile } from '../statistics.mjs';
import { READ_PATHS, RENAMES, WRITE_PATHS } from './paths.mjs';

/** Requests before those measured, in which PostgreSQL plans the statements; and most requests and milliseconds of a path. */
const [WARM_UPS, REQUESTS, MAX_MS] = [20, 20, 20_000];

/** Measures the paths of readers whose name contains `part`. Returns a row for each. */
export async function measureReads(target, archive, part) {
  const rows = [];
  for (const [name, build] of Object.entries(READ_PATHS)) {
    if (!name.includes(part) || (!target.hasSearch && name.startsWith('search'))) continue;
    rows.push(await measure(target, name, (i) => request(target.gateway, build(archive, i))));
  }
  return rows;
}

/** Measures writes, one after another on the same new articles, and renames of terms. */
export async function measureWrites(target, archive, part) {
  const rows = [];
  const ids = new Map();
  for (const [name, { document, input = (_archive, _i, id) => ({ id }) }] of Object.entries(WRITE_PATHS)) {
    const write = async (i) => {
      const data = await request(
        target.gateway,
        [document, { input: input(archive, i, ids.get(i)) }],
        target.key,
      );
      if (data.result.userErrors.length > 0) throw new Error(`${name}: ${data.result.userErrors[0].message}`);
      if (data.result.article) ids.set(i, data.result.article.id);
    };
    if ('writes'.includes(part) || name.includes(part))
      rows.push(await measure(target, name, write, Number.POSITIVE_INFINITY));
  }
  for (const [name, { type, term }] of Object.entries(RENAMES)) {
    if (!'writes'.includes(part) && !name.includes(part)) continue;
    const document = `mutation ($input: Update${type}Input!) { result: update${type}(input: $input) { userErrors { message } } }`;
    const { id, name: former } = term(archive);
    const write = (i) =>
      request(
        target.gateway,
        [document, { input: { id: encodeId(type, id), name: `${former} ${i}` } }],
        target.key,
      );
    rows.push(await measure(target, name, write, Number.POSITIVE_INFINITY, { warmUps: 0, requests: 3 }));
  }
  return rows;
}

/** Returns the medians of the wall time and the mean of CPU and statements of PostgreSQL for a request. */
async function measure(
  { postgres },
  name,
  send,
  maxMs = MAX_MS,
  { warmUps, requests } = { warmUps: WARM_UPS, requests: REQUESTS },
) {
  const began = performance.now();
  let i = 0;
  for (; i < warmUps && performance.now() - began < maxMs / 2; i++) await send(i);
  await track(postgres.counter, 'top');
  await postgres.counter.query('SELECT pg_stat_statements_reset()');
  const before = readCpuOfChildren(postgres.pid);
  const walls = [];
  for (const first = i; i < first + requests && performance.now() - began < maxMs; i++) {
    const start = performance.now();
    await send(i);
    walls.push(performance.now() - start);
  }
  let cpu = 0;
  // A connection that was closed meanwhile is not counted, one that was opened is.
  for (const [pid, milliseconds] of readCpuOfChildren(postgres.pid))
    cpu += milliseconds - (before.get(pid) ?? 0);
  const { rows } = await postgres.counter.query(
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1)`,
    [postgres.connection.database],
  );
  await track(postgres.counter, 'none');
  const [median, p95] = [0.5, 0.95].map((share) => computeQuantile(walls, share));
  return { name, cpu: cpu / walls.length, median, p95, statements: rows[0].calls / walls.length };
}

/** Sends a query with variables, or requests a path. Returns the data of a query. */
async function request({ url }, what, key) {
  if (typeof what === 'string') {
    const response = await fetch(new URL(what, url));
    await response.text();
    if (!response.ok) throw new Error(`${what}: ${response.status}`);
    return null;
  }
  const [query, variables] = what;
  return sendQuery({ url }, query, variables, key && { authorization: `Bearer ${key}` });
}

function encodeId(type, id) {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}
