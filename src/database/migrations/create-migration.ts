import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { PRISMA_FOLDER, readMigrations, readPrismaSchema } from './migration-files.js';
import { withSchemaEngine } from './prisma-schema-engine.js';

const SCRATCH_DATABASE = 'dateline_next_migration';

/**
 * Writes the next migration from the difference between the folder's migrations/ and schema.prisma, and
 * answers its path, or null when there is none. The migrations are played on a scratch database of the
 * server at `connection`. Read the file before committing it: constraints beyond Prisma's are added by hand.
 */
export async function createMigration(
  connection: pg.PoolConfig,
  title: string,
  prismaFolder = PRISMA_FOLDER,
): Promise<string | null> {
  const sql = await withScratchDatabase(connection, async (scratch) => {
    const client = new pg.Client(scratch);
    client.on('error', () => undefined); // the statement that runs into it says so
    await client.connect();
    try {
      for (const migration of await readMigrations(prismaFolder)) await client.query(migration.sql);
    } finally {
      await client.end();
    }
    return diffSchema(scratch, await readPrismaSchema(prismaFolder));
  });
  if (!sql) return null;
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const name = `${time}_${title.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
  const folder = join(prismaFolder, 'migrations', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql);
  return join(folder, 'migration.sql');
}

async function diffSchema(scratch: pg.PoolConfig, schema: string): Promise<string | null> {
  const files = [{ path: 'schema.prisma', content: schema }];
  return withSchemaEngine(scratch, schema, async (engine) => {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: PRISMA_FOLDER }, // the adapter's database
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : stdout;
  });
}

async function withScratchDatabase<T>(
  connection: pg.PoolConfig,
  work: (scratch: pg.PoolConfig) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that runs into it says so
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${SCRATCH_DATABASE} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${SCRATCH_DATABASE}`);
    return await work({ ...connection, database: SCRATCH_DATABASE });
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${SCRATCH_DATABASE} WITH (FORCE)`);
    await client.end();
  }
}
