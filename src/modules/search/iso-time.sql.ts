import { Prisma } from '../../database/generated/client.js';

/** Formats a time in ISO 8601, in UTC. */
export function formatIsoTime(time: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
