import { chmod, copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/env.js';
import { resolveSecretKeyFile } from '../../config/secret-key.js';
import { assertComplete, loadDatabase, selectMigrations } from '../../database/backup/load-database.js';
import { inspectTarget } from '../../database/backup/target-database.js';
import { connect, resolveServer } from '../../database/connect.js';
import type { StepRunner } from '../../database/setup-progress.js';
import type { MediaStorage } from '../../media/media-storage.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { DATABASE_FOLDER, type Manifest, MEDIA_FOLDER, readManifest, SECRET_KEY_FILE } from './manifest.js';
import { measureMedia, restoreMedia } from './media-files.js';

export interface RestoreOptions {
  config: Config;
  storage: MediaStorage;
  /** If true, the content of the database is deleted first. */
  overwrite: boolean;
  signal: AbortSignal;
  step: StepRunner;
}

export interface RestoreSummary {
  manifest: Manifest;
  /** Media files that could not be restored, with the reason. */
  problems: string[];
  /** Steps for the operator. */
  advice: string[];
}

/**
 * Restores a backup. Everything that can be checked is checked first; then come the media files, which a repeated
 * restore finds, and the database in one transaction.
 */
export async function restoreBackup(folder: string, options: RestoreOptions): Promise<RestoreSummary> {
  const { config, storage, overwrite, signal, step } = options;
  const manifest = await readManifest(folder);
  const databaseFolder = join(folder, DATABASE_FOLDER);
  await selectMigrations(manifest.database);
  await assertComplete(databaseFolder, manifest.database);
  await assertMediaComplete(folder, manifest);
  const server = await resolveServer(config, { step });
  try {
    const state = await inspectTarget(server.connection);
    if (state === 'filled' && !overwrite) {
      throw new UserFacingError(
        `The ${server.description} has content. Restore into an empty database, or delete everything in this one with --overwrite.`,
      );
    }
    const copied = manifest.media && (await restoreMediaFiles(storage, folder, manifest, signal, step));
    const advice = await restoreSecretKey(folder, manifest, config);
    await step(`Restoring the ${server.description}`, () =>
      loadDatabase(server.connection, { folder: databaseFolder, contents: manifest.database, state, signal }),
    );
    const database = await connect(config, { step }); // applies later migrations
    await database.close();
    return { manifest, problems: copied?.problems ?? [], advice };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await server.release();
  }
}

async function assertMediaComplete(folder: string, { media }: Manifest): Promise<void> {
  if (!media) return;
  const found = await measureMedia(join(folder, MEDIA_FOLDER)).catch(() => ({ files: 0, bytes: 0 }));
  if (found.files === media.files && found.bytes === media.bytes) return;
  throw new UserFacingError(
    `The backup is damaged: ${join(folder, MEDIA_FOLDER)} has ${found.files} files of ${found.bytes} bytes instead of ${media.files} files of ${media.bytes} bytes. Nothing was changed. Restore another copy of the backup.`,
  );
}

function restoreMediaFiles(
  storage: MediaStorage,
  folder: string,
  { media }: Manifest,
  signal: AbortSignal,
  step: StepRunner,
) {
  return step(`Restoring ${media?.files} media files`, () =>
    restoreMedia(storage, join(folder, MEDIA_FOLDER), signal),
  );
}

/** Restores the key file if the gateway reads one, and returns the steps for the operator otherwise. */
async function restoreSecretKey(folder: string, { secretKey }: Manifest, config: Config): Promise<string[]> {
  if (secretKey === 'none') return [];
  if (secretKey === 'setting') {
    return config.SECRET_KEY
      ? []
      : [
          'Set SECRET_KEY as it was: it is not in the backup, and without it each webhook needs a new secret.',
        ];
  }
  const source = join(folder, SECRET_KEY_FILE);
  const target = resolveSecretKeyFile(config);
  if (target === null) {
    const isSet = config.SECRET_KEY === (await readFile(source, 'utf8')).trim();
    return isSet
      ? []
      : [`Set SECRET_KEY to the content of ${source}: the secrets of webhooks are derived from it.`];
  }
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
  await chmod(target, 0o600);
  return [];
}
