import { type Command, Option } from 'commander';
import type { Database } from './database/database.js';
import { isUnreachable } from './database/unreachable.js';
import type { ImportReport, ImportSummary } from './importers/import-run.js';
import { exitCode, jsonReport, textReport } from './importers/report.js';
import { EditingService } from './modules/editing/editing.service.js';
import { PlainError } from './shared/plain-error.js';

export type WithDatabase = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

/** What imports and syncs write with, and report to. */
export interface Work {
  database: Database;
  editing: EditingService;
  report: ImportReport;
}

/** Runs an import or a sync and prints its receipts, as the options say. */
export type Run = (
  options: { json?: boolean },
  work: (parts: Work) => Promise<ImportSummary>,
) => Promise<void>;

/** What every import and sync can be told. */
export interface ReceiptOptions {
  json?: boolean;
  overwrite?: boolean;
}

export const TYPES = new Option(
  '--types <types>',
  'the types of posts that become articles, with commas between',
)
  .default(['post', 'page'], 'post,page')
  .argParser((text: string) => text.split(',').map((each) => each.trim()));

export function withReceipts(command: Command): Command {
  return command
    .option('--json', 'print a receipt per item as a line of JSON')
    .option('--overwrite', 'let the source take the place of what was edited here since its last import');
}

export function runner(withDatabase: WithDatabase): Run {
  return async ({ json }, work) => {
    process.exitCode = await withDatabase(async (database) => {
      const report = (json ? jsonReport : textReport)(process.stdout, process.stderr);
      const stopWaiting = report.showWaiting();
      const parts = { database, editing: new EditingService(database.editorial), report };
      return exitCode(await work(parts).finally(stopWaiting));
    }).catch((error: unknown) => {
      if (error instanceof PlainError || !isUnreachable(error)) throw error;
      throw new PlainError(
        'The database is out of reach. What is done stays done; run the same command again to go on.',
        {
          cause: error,
        },
      );
    });
  };
}
