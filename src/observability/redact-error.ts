/** Start of a row's value in a message of PostgreSQL: `Key (email)=(reader@example.com) already exists.` */
const OPENING = ')=(';
const CLOSING = /\)(?: |$)/g;

/** Serializes an error for pino without values of rows or statements, which can be addresses or tokens. */
export function redactError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack = '', cause, code } = error as Error & { code?: unknown };
  return {
    type: name,
    message: withoutValues(message),
    stack: withoutValues(stack),
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause: redactError(cause) }),
  };
}

function withoutValues(text: string): string {
  return text.split('\n').map(withoutValuesInLine).join('\n');
}

function withoutValuesInLine(line: string): string {
  let safe = '';
  let from = 0;
  for (let at = line.indexOf(OPENING); at >= 0; at = line.indexOf(OPENING, from)) {
    CLOSING.lastIndex = at + OPENING.length;
    const closing = CLOSING.exec(line);
    if (!closing) break;
    safe += `${line.slice(from, at)}${OPENING}…)`;
    from = closing.index + 1;
  }
  return safe + line.slice(from);
}
