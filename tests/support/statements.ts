import pg from 'pg';

/** Statements that the gateway sends periodically or to a slow database, independent of requests. */
const INTERNAL_STATEMENTS =
  /content_change|change_follower|site_settings|operation_(document|use)|^SELECT 1$/;

/** Records the text of every statement that is sent to PostgreSQL during `work`. */
export async function recordStatements(work: () => Promise<unknown>): Promise<string[]> {
  return (await recordRoundTrips(work)).flat();
}

/** Records the same statements, those together that are sent while one of them is not answered. */
export async function recordRoundTrips(work: () => Promise<unknown>): Promise<string[][]> {
  const trips: string[][] = [];
  let pending = 0;
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function record(this: unknown, ...args: unknown[]) {
    const [statement] = args as [string | { text: string }];
    const text = typeof statement === 'string' ? statement : statement.text;
    if (INTERNAL_STATEMENTS.test(text)) return query.apply(this, args);
    if (pending === 0) trips.push([]);
    trips.at(-1)!.push(text);
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
