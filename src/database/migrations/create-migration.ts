import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { listUnannounced } from './database-source.js';
import { PRISMA_FOLDER, readMigrations, readPrismaSchema } from './migration-files.js';
import { diffSchema } from './schema-diff.js';

const SCRATCH_DATABASE = 'dateline_next_migration';

/**
 * Writes a migration for the difference between migrations/ and schema.prisma, and for changed functions,
 * triggers and views; returns its path, or null if there is none. Applies the migrations to a scratch database;
 * review the file, since constraints beyond Prisma's are added by hand.
 */
export async function createMigration(
  connection: pg.PoolConfig,
  title: string,
  prismaFolder = PRISMA_FOLDER,
): Promise<string | null> {
  const migrations = await readMigrations(prismaFolder);
  const diff = await withScratchDatabase(connection, async (scratch) => {
    const client = new pg.Client(scratch);
    client.on('error', () => undefined); // the statement that fails reports it
    await client.connect();
    try {
      for (const migration of migrations) await client.query(migration.sql);
    } finally {
      await client.end();
    }
    return diffSchema(scratch, await readPrismaSchema(prismaFolder));
  });
  const announcements = await listUnannounced(migrations, prismaFolder);
  if (!diff && announcements.length === 0) return null;
  const sql = [diff, announcements.map((line) => `${line}\n`).join('')].filter(Boolean).join('\n');
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const name = `${time}_${title.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
  const folder = join(prismaFolder, 'migrations', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql);
  return join(folder, 'migration.sql');
}

async function withScratchDatabase<T>(
  connection: pg.PoolConfig,
  work: (scratch: pg.PoolConfig) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
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
