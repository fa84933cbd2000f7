import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFolder } from '../shared/create-folder.js';
import { requireValue } from '../shared/require-value.js';
import type { Config } from './env.js';

type KeySettings = Pick<Config, 'SECRET_KEY' | 'DATABASE_URL' | 'DATA_DIR'>;

/**
 * Returns SECRET_KEY or, with the embedded database, the key in a file in DATA_DIR, created at first use.
 * Undefined on a shared database without SECRET_KEY, where each instance would create its own.
 */
export function resolveSecretKey(config: KeySettings): string | undefined {
  const file = resolveSecretKeyFile(config);
  return file === null ? config.SECRET_KEY : (readKeyFile(file) ?? createKeyFile(file));
}

/** Returns the path of the key file; null where the gateway uses none. */
export function resolveSecretKeyFile({ SECRET_KEY, DATABASE_URL, DATA_DIR }: KeySettings): string | null {
  return SECRET_KEY !== undefined || DATABASE_URL !== undefined ? null : join(DATA_DIR, 'secret.key');
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Creates the key file atomically. If two processes create one, both use the first. */
function createKeyFile(file: string): string {
  const temporaryFile = `${file}.${process.pid}`;
  createFolder(dirname(file));
  writeFileSync(temporaryFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  try {
    linkSync(temporaryFile, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporaryFile);
  }
  return requireValue(readKeyFile(file), `The key was written to ${file}.`);
}
