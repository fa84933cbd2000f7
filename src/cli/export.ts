import type { Command } from 'commander';
import type { OpenDatabase } from '../database/connect.js';
import { createExportReporter } from '../exporters/markdown/export-report.js';
import { exportMarkdown } from '../exporters/markdown/markdown-export.js';

type WithDatabase = <T>(work: (database: OpenDatabase) => Promise<T>) => Promise<T>;

/** What takes content out. */
export function addExportCommands(program: Command, withDatabase: WithDatabase): void {
  program
    .command('export')
    .description('take content out')
    .command('markdown <folder>')
    .description('every article, published or not, and what there is of sections, authors and tags')
    .option('--json', 'print a receipt per article as a line of JSON')
    .option('--overwrite', 'write into a folder that holds something already')
    .action(async (folder: string, { json, overwrite }: { json?: boolean; overwrite?: boolean }) => {
      await withDatabase(async ({ prisma }) => {
        const report = createExportReporter(process.stdout, process.stderr, json);
        await exportMarkdown(folder, prisma, { report, overwrite });
      });
    });
}
