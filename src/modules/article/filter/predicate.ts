import { Prisma } from '../../../database/generated/client.js';

const { sql, join } = Prisma;

/** SQL condition on the article `a` with its opposite, which is true if the condition is false or null. */
export interface Predicate {
  is: Prisma.Sql;
  isNot: Prisma.Sql;
}

/** Wraps a condition that is never null. */
export function complete(condition: Prisma.Sql): Predicate {
  return { is: condition, isNot: sql`NOT (${condition})` };
}

/** Wraps a condition that is null for a missing value. */
export function nullable(condition: Prisma.Sql): Predicate {
  return { is: condition, isNot: sql`(${condition}) IS NOT TRUE` };
}

export function negate({ is, isNot }: Predicate): Predicate {
  return { is: isNot, isNot: is };
}

export function combineAll(parts: Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? sql`true` : sql`(${join(parts, ' AND ')})`;
}

export function combineAny(parts: Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? sql`false` : sql`(${join(parts, ' OR ')})`;
}
