import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './env.js';

/**
 * The key that secrets in the database are useless without: the setting, or with the embedded database a file beside
 * it, which is made when it is first needed and is in no dump. Undefined where instances share a database and were
 * given none: each would make another.
 */
export function resolveSecretKey({
  SECRET_KEY,
  DATABASE_URL,
  DATA_DIR,
}: Pick<Config, 'SECRET_KEY' | 'DATABASE_URL' | 'DATA_DIR'>): string | undefined {
  if (SECRET_KEY !== undefined || DATABASE_URL !== undefined) return SECRET_KEY;
  const file = join(DATA_DIR, 'secret.key');
  return readKeyFile(file) ?? createKeyFile(file);
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all; of two processes that make one, both use that of the first. */
function createKeyFile(file: string): string {
  const temporaryFile = `${file}.${process.pid}`;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(temporaryFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  try {
    linkSync(temporaryFile, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporaryFile);
  }
  return readKeyFile(file)!;
}
