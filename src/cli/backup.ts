import type { Command } from 'commander';
import { createMediaStorage } from '../app/media.js';
import { loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import { announceSteps } from '../database/setup-progress.js';
import { createBackup } from './backup/create-backup.js';
import { restoreBackup } from './backup/restore-backup.js';
import { createInterruptionSignal } from './program/interruptions.js';

const MEBIBYTE = 1_048_576;
const RESTORE_INTERRUPTED =
  'Interrupted: the database may be without content. Run the command again before a gateway starts.';

/** Adds `dateline backup`. */
export function addBackupCommand(command: Command): void {
  command
    .argument('<folder>', 'new folder of the backup')
    .option('--no-media', 'leave out media files, such as those of a bucket that has backups of its own')
    .action(async (folder: string, { media }: { media: boolean }) => {
      const { config, storage, signal, step } = await prepare('Interrupted. Nothing was backed up.');
      const { manifest, problems } = await createBackup(folder, {
        config,
        signal,
        step,
        storage: media ? storage : null,
      });
      console.log(`${folder}: ${describeContents(manifest)}`);
      if (manifest.secretKey === 'setting')
        console.log('SECRET_KEY is not in the backup. Keep it apart: webhooks need it after a restore.');
      reportProblems(problems);
    });
}

/** Adds `dateline restore`. */
export function addRestoreCommand(command: Command): void {
  command
    .argument('<folder>', 'folder of the backup')
    .option('--overwrite', 'delete everything in the database first')
    .action(async (folder: string, { overwrite = false }: { overwrite?: boolean }) => {
      const { problems, advice, manifest } = await restoreBackup(folder, {
        ...(await prepare(RESTORE_INTERRUPTED)),
        overwrite,
      });
      console.log(`Restored from ${folder} of ${manifest.createdAt}: ${describeContents(manifest)}`);
      if (!manifest.media)
        console.log(
          'The backup has no media files. The gateway finds them if its media storage still has them.',
        );
      for (const each of advice) console.log(each);
      reportProblems(problems);
    });
}

async function prepare(interruption: string) {
  const config = readConfig();
  const storage = createMediaStorage(config, await loadSiteConfig(config.DATELINE_CONFIG));
  const step = announceSteps((line) => console.error(line));
  return { config, storage, signal: createInterruptionSignal(interruption), step };
}

/** Describes a backup in the words of a newsroom. */
function describeContents({ database, media }: Awaited<ReturnType<typeof createBackup>>['manifest']): string {
  const articles = database.tables.find(({ name }) => name === 'draft')?.rows ?? 0;
  const bytes = database.tables.reduce((sum, table) => sum + table.bytes, media?.bytes ?? 0);
  const files = media ? `${media.files} media files` : 'no media files';
  return `${articles} articles, ${files}, ${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}

function reportProblems(problems: string[]): void {
  if (problems.length === 0) return;
  console.error(`${problems.length} media files are missing or damaged:`);
  for (const problem of problems) console.error(`  ${problem}`);
  process.exitCode = 1;
}
