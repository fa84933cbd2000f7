import type { Command } from 'commander';
import { createMediaStorage } from '../app/media.js';
import { createContentModel, loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import { createExportReporter } from '../exporters/markdown/export-report.js';
import { exportMarkdown } from '../exporters/markdown/markdown-export.js';
import type { CommandContext } from '../modules/module.js';

/** Adds the commands that begin with `dateline export`. */
export function addExportCommands(command: Command, { withDatabase }: CommandContext): void {
  command
    .command('markdown <folder>')
    .description(
      'export all articles, published or not, with sections, authors, tags, series, menus, the site, fronts and media files, as Markdown files',
    )
    .option('--json', 'print the result of each article as a line of JSON')
    .option('--overwrite', 'write into a folder that is not empty')
    .option('--no-media', 'leave out media files')
    .action(async (folder: string, { json, overwrite, media }: MarkdownOptions) => {
      const config = readConfig();
      const siteConfig = await loadSiteConfig(config.DATELINE_CONFIG);
      const model = createContentModel(siteConfig, config.DATELINE_CONFIG);
      const storage = media && { storage: createMediaStorage(config, siteConfig) };
      await withDatabase(async ({ prisma }) => {
        const report = createExportReporter(process.stdout, process.stderr, json);
        const summary = await exportMarkdown(folder, prisma, { report, overwrite, model, ...storage });
        if (summary.media.missing.length > 0) process.exitCode = 1;
      });
    });
}

interface MarkdownOptions {
  json?: boolean;
  overwrite?: boolean;
  media: boolean;
}
