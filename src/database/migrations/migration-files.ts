import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PRISMA_FOLDER = fileURLToPath(new URL('../../../prisma', import.meta.url));

export interface Migration {
  /** Folder name, e.g. 20261124120000_articles. */
  name: string;
  sql: string;
  /** SHA-256 of the SQL, as Prisma stores it in _prisma_migrations. */
  checksum: string;
}

/** Returns the names of the migrations of a folder like prisma/, oldest first. */
export async function listMigrations(prismaFolder = PRISMA_FOLDER): Promise<string[]> {
  const folder = join(prismaFolder, 'migrations');
  return (await readdir(folder)).filter((name) => existsSync(join(folder, name, 'migration.sql'))).sort();
}

/** Reads the migrations of a folder like prisma/, oldest first. */
export async function readMigrations(prismaFolder = PRISMA_FOLDER): Promise<Migration[]> {
  const folder = join(prismaFolder, 'migrations');
  const names = await listMigrations(prismaFolder);
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

export async function readPrismaSchema(prismaFolder = PRISMA_FOLDER): Promise<string> {
  return readFile(join(prismaFolder, 'schema.prisma'), 'utf8');
}
