import { Prisma } from '../../../database/generated/client.js';

const { sql } = Prisma;

/** Conditions on an article `a` that a sponsor paid for, and on one of the newsroom. */
export const IS_SPONSORED = sql`a.sponsor_name IS NOT NULL`;
export const IS_OF_NEWSROOM = sql`a.sponsor_name IS NULL`;
