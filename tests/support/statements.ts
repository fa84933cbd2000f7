import pg from 'pg';

/** Statements that the gateway sends periodically or to a slow database, independent of requests. */
const INTERNAL_STATEMENTS =
  /content_change|change_follower|_private_jobs|site_settings|operation_(document|use)|^SELECT 1$/;

/** Records the text of every statement that is sent to PostgreSQL during `work`. */
export async function recordStatements(work: () => Promise<unknown>): Promise<string[]> {
  return (await recordRoundTrips(work)).flat();
}

/** Records the same statements, those together that are sent while one of them is not answered. */
export async function recordRoundTrips(work: () => Promise<unknown>): Promise<string[][]> {
  const trips = await recordQueries(work);
  return trips.map((queries) => queries.map(({ text }) => text));
}

/** Counts the rows that the statements of `work` read from tables: each statement is run again by EXPLAIN ANALYZE. */
export async function countRowsRead(pool: pg.Pool, work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  for (const { text, values } of (await recordQueries(work)).flat()) {
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
    count += countRowsOfPlan(rows[0]['QUERY PLAN'][0].Plan);
  }
  return count;
}

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** Counts the rows that a node of a plan and the nodes below it read. */
function countRowsOfPlan(node: PlanNode): number {
  const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  const own = node['Relation Name'] === undefined ? 0 : rows * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, child) => sum + countRowsOfPlan(child), own);
}

interface RecordedQuery {
  text: string;
  values: unknown[];
}

/** Lists the statements of a call of `query`: those of a batch, or one. */
function listQueries([statement, parameters]: unknown[]): RecordedQuery[] {
  if (typeof statement === 'string')
    return [{ text: statement, values: Array.isArray(parameters) ? parameters : [] }];
  const { statements = [statement] } = statement as { statements?: unknown[] };
  return (statements as Partial<RecordedQuery>[]).map(({ text = '', values = [] }) => ({ text, values }));
}

async function recordQueries(work: () => Promise<unknown>): Promise<RecordedQuery[][]> {
  const trips: RecordedQuery[][] = [];
  let pending = 0;
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function record(this: unknown, ...args: unknown[]) {
    const queries = listQueries(args).filter(({ text }) => !INTERNAL_STATEMENTS.test(text));
    if (queries.length === 0) return query.apply(this, args);
    if (pending === 0) trips.push([]);
    trips.at(-1)!.push(...queries);
    pending += 1;
    const settle = () => {
      pending -= 1;
    };
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      return query.apply(this, [
        ...args.slice(0, -1),
        (...outcome: unknown[]) => {
          settle();
          return callback(...outcome);
        },
      ]);
    }
    const sent = query.apply(this, args);
    if (sent instanceof Promise) sent.then(settle, settle);
    else settle();
    return sent;
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return trips;
}
