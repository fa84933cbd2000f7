/** What PostgreSQL quotes of a row: `Key (email)=(reader@example.com) already exists.` */
const QUOTED = /\)=\(.*?\)(?= |$)/gm;

/**
 * As much of an error as a log may have: what went wrong and where, and no values of rows or statements, which can
 * be addresses and tokens. In pino's form.
 */
export function loggable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack = '', cause, code } = error as Error & { code?: unknown };
  return {
    type: name,
    message: message.replace(QUOTED, ')=(…)'),
    stack: stack.replace(QUOTED, ')=(…)'),
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause: loggable(cause) }),
  };
}
