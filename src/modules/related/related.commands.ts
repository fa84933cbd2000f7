import type { Command } from 'commander';
import { readConfig } from '../../config/env.js';
import type { CommandContext } from '../module.js';
import { readEmbeddingSettings } from './embeddings/read-settings.js';
import { createRebuildProgress } from './index/rebuild-progress.js';
import { RelatedService } from './index/related-index.service.js';

/** Adds the commands that begin with `dateline related`. */
export function addRelatedCommands(related: Command, { withDatabase }: CommandContext): void {
  related
    .command('rebuild')
    .description('rebuild all lists; readers get the old ones until the new ones are complete')
    .action(async () => {
      await withDatabase(async ({ jobPool: jobs }) => {
        const config = readConfig();
        const service = new RelatedService(jobs, config.SITE_LANGUAGE, readEmbeddingSettings(config));
        const progress = createRebuildProgress(process.stderr);
        await service.rebuild(progress.show);
        progress.end();
      });
    });
}
