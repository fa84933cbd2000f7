import { toColumnName } from './column-name.js';
import type { Prisma } from './generated/client.js';

/** Values of a row by the names of their fields in schema.prisma. */
export type RowValues = Record<string, unknown>;

/**
 * Inserts rows with one statement. If a row with its `key` exists, the given columns are replaced; without a
 * `key`, it is an error. All rows must have the same fields.
 */
export async function upsertRows(
  tx: Pick<Prisma.TransactionClient, '$executeRawUnsafe'>,
  table: string,
  rows: RowValues[],
  key: string[] = [],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const names = Object.keys(first);
  const columns = names.map((name) => `"${toColumnName(name)}"`);
  const keyColumns = key.map((name) => `"${toColumnName(name)}"`);
  const updates = columns
    .filter((column) => !keyColumns.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  const conflict = key.length > 0 ? ` ON CONFLICT (${keyColumns}) DO UPDATE SET ${updates.join(', ')}` : '';
  await tx.$executeRawUnsafe(
    `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1::json)${conflict}`,
    toJsonRows(rows),
  );
}

/** Formats rows as JSON for json_populate_recordset. */
export function toJsonRows(rows: RowValues[]): string {
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [toColumnName(name), toJsonValue(value)]),
      ),
    ),
  );
}

function toJsonValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  // ISO 8601 writes years of five digits with a sign and a zero, which PostgreSQL does not read.
  return value instanceof Date ? value.toISOString().replace(/^\+0*/, '') : value;
}
