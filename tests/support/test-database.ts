import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/database/database.js';

/** Database timeout in milliseconds, long enough for a busy machine. */
export const DATABASE_TIMEOUT_MS = 60_000;

export interface TestDatabase extends Database {
  connection: pg.PoolConfig;
}

/** Advisory lock held while the seeded template is created. */
const SEEDED_LOCK = 8_140_001;

/** Creates an empty, migrated database. Closing it drops it. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyDatabase('template');
}

/** Creates a database with the sample articles and newsletters of seeds/. Closing it drops it. */
export async function createSeededDatabase(): Promise<TestDatabase> {
  await createSeededTemplate();
  return copyDatabase('seeded');
}

/** Creates the template of seeded databases, unless another test file did. */
async function createSeededTemplate(): Promise<void> {
  const admin = new pg.Client({ ...getTestServer(), database: 'postgres' });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [SEEDED_LOCK]);
    const { rowCount } = await admin.query(`SELECT FROM pg_database WHERE datname = 'seeded'`);
    if (rowCount) return;
    await admin.query('DROP DATABASE IF EXISTS seeding WITH (FORCE)');
    await admin.query('CREATE DATABASE seeding TEMPLATE template');
    // Loaded here, because most tests need no sample content.
    await import('reflect-metadata');
    const { seedArticles } = await import('./seeds.js');
    const { seedNewsletters } = await import('../../src/modules/newsletter/seed-newsletters.js');
    const database = openDatabase({ ...getTestServer(), database: 'seeding' }, 5, DATABASE_TIMEOUT_MS);
    await seedArticles(database);
    await seedNewsletters(database);
    await database.close();
    await admin.query('ALTER DATABASE seeding ALLOW_CONNECTIONS false');
    await admin.query('ALTER DATABASE seeding RENAME TO seeded');
  } finally {
    await admin.end();
  }
}

async function copyDatabase(template: 'template' | 'seeded'): Promise<TestDatabase> {
  const server = getTestServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await queryAsAdmin(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const connection = { ...server, database: name };
  const database = openDatabase(connection, 5, DATABASE_TIMEOUT_MS);
  const close = async () => {
    await database.close();
    await queryAsAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { ...database, connection, close };
}

/** Returns the server that start-postgres.mjs started. */
export function getTestServer(): pg.PoolConfig {
  return JSON.parse(process.env.TEST_POSTGRES ?? '{}');
}

/** Runs a statement on the server's `postgres` database. */
export async function queryAsAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ ...getTestServer(), database: 'postgres' });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}
