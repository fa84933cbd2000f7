import { type Command, Option } from 'commander';
import type { WithDatabase } from '../app/app-module.js';
import { createContentModel, loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import type { Database } from '../database/database.js';
import { isUnreachable } from '../database/is-database-unavailable.js';
import type { ContentModel } from '../fields/content-model.js';
import type { ImportReporter, ImportSummary } from '../importers/run/import-run.js';
import { createJsonReporter, createTextReporter, getExitCode } from '../importers/run/report.js';
import { SaveHook } from '../modules/editing/before-save.js';
import { ImportService } from '../modules/import/import.service.js';
import { applyContentModel } from '../modules/own-fields/apply-model.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';

/** Dependencies of imports and syncs. */
export interface ImportDeps {
  database: Database;
  importService: ImportService;
  /** The site's own fields and kinds. */
  model: ContentModel;
  report: ImportReporter;
}

/** Runs an import or a sync, prints a result per item as the options say, and sets the exit code. */
export type ImportRunner = (
  options: { json?: boolean },
  work: (parts: ImportDeps) => Promise<ImportSummary>,
) => Promise<void>;

/** Options of every import and sync. */
export interface ReportOptions {
  json?: boolean;
  overwrite?: boolean;
}

export const POST_TYPES_OPTION = new Option(
  '--types <types>',
  'comma-separated post types to import as articles',
)
  .default(['post', 'page'], 'post,page')
  .argParser((text: string) => text.split(',').map((each) => each.trim()));

export function addReportOptions(command: Command): Command {
  return command
    .option('--json', 'print the result of each item as a line of JSON')
    .option('--overwrite', 'overwrite edits made in Dateline since the last import');
}

export function createImportRunner(withDatabase: WithDatabase): ImportRunner {
  return async ({ json }, work) => {
    process.exitCode = await withDatabase(async (database) => {
      const report = (json ? createJsonReporter : createTextReporter)(process.stdout, process.stderr);
      const stopWaiting = report.showWaiting();
      const { DATELINE_CONFIG: file } = readConfig();
      const siteConfig = await loadSiteConfig(file);
      const model = createContentModel(siteConfig, file);
      for (const message of await applyContentModel(database.connection, model)) console.error(message);
      const importService = new ImportService(
        database.prisma,
        {},
        new SaveHook(siteConfig.hooks?.beforeSave),
      );
      const parts = { database, importService, model, report };
      return getExitCode(await work(parts).finally(stopWaiting));
    }).catch((error: unknown) => {
      if (error instanceof UserFacingError || !isUnreachable(error)) throw error;
      throw new UserFacingError(
        'The database is unavailable. Completed work is kept; run the same command again to continue.',
        {
          cause: error,
        },
      );
    });
  };
}
