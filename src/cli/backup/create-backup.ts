import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import pg from 'pg';
import type { Config } from '../../config/env.js';
import { resolveSecretKeyFile } from '../../config/secret-key.js';
import { dumpDatabase } from '../../database/backup/dump-database.js';
import { resolveServer } from '../../database/connect.js';
import type { StepRunner } from '../../database/setup-progress.js';
import type { MediaStorage } from '../../media/media-storage.js';
import { listStoredKeys } from '../../modules/media/media-library.js';
import { createFolder } from '../../shared/create-folder.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { readRelease } from '../../shared/release.js';
import { DATABASE_FOLDER, type Manifest, MEDIA_FOLDER, SECRET_KEY_FILE, writeManifest } from './manifest.js';
import { measureMedia, saveMedia } from './media-files.js';

export interface BackupOptions {
  config: Config;
  /** Storage of the media files; null to leave them out. */
  storage: MediaStorage | null;
  signal: AbortSignal;
  step: StepRunner;
}

export interface BackupSummary {
  manifest: Omit<Manifest, 'format'>;
  /** Media files that could not be copied, with the reason. */
  problems: string[];
}

/**
 * Backs up database, media files and secret key into a new folder. The folder gets its name when it is complete;
 * until then it has a temporary one, and is deleted if the backup fails.
 */
export async function createBackup(folder: string, options: BackupOptions): Promise<BackupSummary> {
  await assertUnusedName(folder);
  assertDatabaseExists(options.config);
  const unfinished = await createUnfinished(resolve(folder)).catch((error: NodeJS.ErrnoException) => {
    throw new UserFacingError(
      `${folder} cannot be created (${error.code}). Choose a folder that can be written.`,
    );
  });
  try {
    const summary = await fillBackup(unfinished, options);
    await rename(unfinished, folder);
    return summary;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    options.signal.throwIfAborted();
    throw error;
  }
}

/** Creates the temporary folder, beside the one of the backup. */
async function createUnfinished(folder: string): Promise<string> {
  createFolder(dirname(folder));
  return mkdtemp(join(dirname(folder), `.${basename(folder)}.unfinished-`));
}

async function fillBackup(
  folder: string,
  { config, storage, signal, step }: BackupOptions,
): Promise<BackupSummary> {
  const server = await resolveServer(config, { step });
  try {
    const createdAt = new Date().toISOString();
    const database = await step(`Backing up the ${server.description}`, () =>
      dumpDatabase(server.connection, join(folder, DATABASE_FOLDER), signal),
    );
    if (!database) throw new UserFacingError(`The ${server.description} has no content of Dateline.`);
    // After the database: every file that its rows name was stored before them.
    const problems = storage ? await saveMediaFiles(server.connection, storage, folder, signal, step) : [];
    const secretKeyFile = resolveSecretKeyFile(config);
    const hasKeyFile = secretKeyFile !== null && existsSync(secretKeyFile);
    if (hasKeyFile) await copyFile(secretKeyFile, join(folder, SECRET_KEY_FILE));
    const manifest = {
      createdAt,
      release: readRelease(),
      database,
      media: storage && (await measureMedia(join(folder, MEDIA_FOLDER))),
      secretKey: hasKeyFile
        ? ('file' as const)
        : config.SECRET_KEY
          ? ('setting' as const)
          : ('none' as const),
    };
    signal.throwIfAborted();
    await writeManifest(folder, manifest);
    return { manifest, problems };
  } finally {
    await server.release();
  }
}

async function saveMediaFiles(
  connection: pg.PoolConfig,
  storage: MediaStorage,
  folder: string,
  signal: AbortSignal,
  step: StepRunner,
): Promise<string[]> {
  const pool = new pg.Pool({ ...connection, max: 1 });
  const keys = await listStoredKeys(pool).finally(() => pool.end());
  const copied = await step(`Backing up ${keys.length} media files`, () =>
    saveMedia(storage, keys, join(folder, MEDIA_FOLDER), signal),
  );
  return copied.problems;
}

async function assertUnusedName(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UserFacingError(`${folder} is not a folder. Choose another name.`);
  });
  if (entries.length === 0) return;
  throw new UserFacingError(
    `${folder} is not empty. Each backup needs a folder of its own: choose another name.`,
  );
}

/** The embedded database would be created, and a backup of nothing with it. */
function assertDatabaseExists({ DATABASE_URL, DATA_DIR }: Config): void {
  if (DATABASE_URL !== undefined || existsSync(join(DATA_DIR, 'postgres'))) return;
  throw new UserFacingError(
    `There is no database in ${resolve(DATA_DIR)}. Set DATA_DIR or DATABASE_URL as for the gateway.`,
  );
}
