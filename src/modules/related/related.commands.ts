import type { Command } from 'commander';
import type { Pool } from 'pg';
import { type Config, readConfig } from '../../config/env.js';
import { createProgressDisplay } from '../../shared/progress.js';
import type { CommandContext } from '../module.js';
import { readEmbeddingSettings } from './embeddings/read-settings.js';
import { RelatedService } from './index/related-index.service.js';
import { IndexStage } from './index/work-queue.js';

const STAGE_LABELS: Record<IndexStage, string> = {
  [IndexStage.INDEX]: 'counting words',
  [IndexStage.WEIGH]: 'weighing words',
  [IndexStage.LIST]: 'building lists',
};

/** Articles of a stage after which a log gets a line, or after 5 s. */
const ARTICLES_PER_LINE = 10_000;

/** Adds the commands that begin with `dateline related`. */
export function addRelatedCommands(related: Command, { withDatabase }: CommandContext): void {
  related
    .command('rebuild')
    .description('rebuild all lists; readers get the old ones until the new ones are complete')
    .option('--again', 'begin anew, rather than go on with a rebuild that was interrupted')
    .action(({ again = false }: { again?: boolean }) =>
      withDatabase(({ jobPool }) => rebuildRelated(jobPool, readConfig(), again)),
    );
}

/** Rebuilds all lists and shows the progress. Goes on with a rebuild that was interrupted, unless `isNew`. */
export async function rebuildRelated(jobPool: Pool, config: Config, isNew: boolean): Promise<void> {
  const service = new RelatedService(jobPool, config.SITE_LANGUAGE, readEmbeddingSettings(config));
  const display = createProgressDisplay(process.stderr, ARTICLES_PER_LINE);
  const started = performance.now();
  const getSeconds = () => (performance.now() - started) / 1_000;
  let result = 'No list of related articles was due,';
  await service.rebuild(({ step, left, articles }) => {
    result = `Rebuilt the related articles of ${articles} articles in`;
    display.show(
      { total: left, seconds: getSeconds() },
      () => `${STAGE_LABELS[step]}: ${left} of ${articles} left`,
    );
  }, isNew);
  display.clear();
  console.error(`${result} ${getSeconds().toFixed(1)} s.`);
}
