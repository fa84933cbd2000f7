import pg from 'pg';

/** What the gateway asks by itself, whoever asks it something. */
const INTERNAL_STATEMENTS = /content_change|change_follower/;

/** Records the text of every statement that is sent to PostgreSQL on behalf of `work`. */
export async function recordStatements(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function record(this: unknown, ...args: unknown[]) {
    const [statement] = args as [string | { text: string }];
    const text = typeof statement === 'string' ? statement : statement.text;
    if (!INTERNAL_STATEMENTS.test(text)) statements.push(text);
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return statements;
}
