import type { Prisma, PrismaClient } from '../generated/client.js';
import { PERSPECTIVES } from '../read/read-client.js';
import { getSchemaName } from '../read/schema-name.js';
import { MIGRATION_LOCK } from './migrate.js';

/** Hours for which instances with former settings may still read the views of a language that was removed. */
const GRACE_HOURS = 24;

/** View schema of a language, with the comment that its last start or the last run has set. */
interface LanguageSchema {
  /** Name of the schema of what is published, such as `published_de`. */
  name: string;
  /** Hours since it was found unused; null if it was not. */
  unusedHours: number | null;
}

/**
 * Drops the view schemas of languages that the site no longer has, a day after it was first found unused: instances with
 * the former settings read them until they are replaced. Does nothing while an instance migrates.
 */
export async function dropUnusedLanguageSchemas(prisma: PrismaClient): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ isHeld: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${MIGRATION_LOCK}) AS "isHeld"`;
    if (!lock?.isHeld) return;
    await tx.$executeRaw`SET LOCAL lock_timeout = '1s'`;
    const languages = await tx.$queryRaw<{ tag: string }[]>`SELECT tag FROM public.site_language`;
    const used = languages.map(({ tag }) => getSchemaName('published', tag));
    // Schemas of others have no comment of this form.
    const unused = await tx.$queryRaw<LanguageSchema[]>`
      SELECT name, extract(epoch FROM clock_timestamp() - substring(comment FROM '^unused since (.*)$')::timestamptz)::float8 / 3600 AS "unusedHours"
      FROM (SELECT nspname::text AS name, obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace) s
      WHERE name ~ '^published_[a-z0-9_]+$' AND comment ~ '^([0-9a-f]{64}|unused since .*)$' AND name <> ALL (${used})`;
    for (const { name, unusedHours } of unused)
      if (unusedHours === null) await markUnused(tx, name);
      else if (unusedHours >= GRACE_HOURS) await dropSchemas(tx, name.slice('published'.length));
  });
}

/** The comment takes the place of the digest, so that a start with the language builds the views anew. */
async function markUnused(tx: Prisma.TransactionClient, name: string): Promise<void> {
  await tx.$executeRawUnsafe(`COMMENT ON SCHEMA "${name}" IS 'unused since ${new Date().toISOString()}'`);
}

async function dropSchemas(tx: Prisma.TransactionClient, suffix: string): Promise<void> {
  const names = PERSPECTIVES.map((perspective) => `"${perspective}${suffix}"`);
  await tx.$executeRawUnsafe(`DROP SCHEMA IF EXISTS ${names.join(', ')} CASCADE`);
}
