import type { JudgedChange, KnownOperation, SchemaComparison, Verdict } from './compare-schemas.js';

const TITLES: Record<Verdict, string> = {
  breaking: 'BREAKING and in use',
  unused: 'breaking, not in use',
  dangerous: 'dangerous',
  safe: 'safe',
};
const WIDTH = Math.max(...Object.values(TITLES).map(({ length }) => length));

/** Formats the verdict on each change, with the operations that break. */
export function formatComparison({ changes, refused }: SchemaComparison, days: number): string {
  const lines = changes.flatMap(({ verdict, path, message, operations }) => [
    `${TITLES[verdict].padEnd(WIDTH)}  ${path}: ${message}`,
    ...operations.flatMap((operation) => formatUse(operation, days)),
  ]);
  for (const { operation, message } of refused) {
    lines.push(`${TITLES.breaking.padEnd(WIDTH)}  ${message}`, ...formatUse(operation, days));
  }
  return [...lines, summarize(changes, refused.length)].join('\n');
}

/** Formats an operation and its clients, a line for each. */
export function formatUse({ id, name, isPersisted, clients }: KnownOperation, days: number): string[] {
  const operation = `${name ?? 'anonymous operation'} (${isPersisted ? 'persisted document ' : ''}${id})`;
  if (clients.length === 0) return [`  - ${operation}: no requests in ${days} days`];
  return clients.map(({ name: client, requests, lastSeenAt }) => {
    const sender = client ? `client ${client}` : 'client without a name';
    const count = `${requests.toLocaleString('en')} ${requests === 1 ? 'request' : 'requests'}`;
    return `  - ${operation}, ${sender}: ${count} in ${days} days, last on ${lastSeenAt.toISOString().slice(0, 10)}`;
  });
}

function summarize(changes: JudgedChange[], refused: number): string {
  const count = (verdict: Verdict) => changes.filter((change) => change.verdict === verdict).length;
  if (changes.length + refused === 0) return 'The schema has not changed.';
  return `Breaking: ${count('breaking') + refused} in use, ${count('unused')} not in use. Dangerous: ${count('dangerous')}. Safe: ${count('safe')}.`;
}
