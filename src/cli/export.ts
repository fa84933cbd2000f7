import type { Command } from 'commander';
import { createExportReporter } from '../exporters/markdown/export-report.js';
import { exportMarkdown } from '../exporters/markdown/markdown-export.js';
import type { CommandContext } from './program/command-context.js';

/** Adds the commands that begin with `dateline export`. */
export function addExportCommands(command: Command, { withDatabase, loadModel }: CommandContext): void {
  command
    .command('markdown <folder>')
    .description('export all articles, published or not, with sections, authors and tags, as Markdown files')
    .option('--json', 'print the result of each article as a line of JSON')
    .option('--overwrite', 'write into a folder that is not empty')
    .action(async (folder: string, { json, overwrite }: { json?: boolean; overwrite?: boolean }) => {
      const model = await loadModel();
      await withDatabase(async ({ prisma }) => {
        const report = createExportReporter(process.stdout, process.stderr, json);
        await exportMarkdown(folder, prisma, { report, overwrite, model });
      });
    });
}
