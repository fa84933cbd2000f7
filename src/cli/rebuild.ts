import { Argument, type Command } from 'commander';
import { readConfig } from '../config/env.js';
import type { Database } from '../database/database.js';
import type { CommandContext } from '../modules/module.js';
import { rebuildRelated } from '../modules/related/related.commands.js';
import { withWriteLock } from '../mutations/write-lock.js';
import { createProgressDisplay } from '../shared/progress.js';
import { runStep } from './rebuild/run-step.js';
import { COMPLETION_STEPS, type RebuildStep, SEARCH_STEPS } from './rebuild/steps.js';

/** Parts that are rebuilt, in this order. */
const PARTS: Record<string, (database: Database, isNew: boolean) => Promise<void>> = {
  counts: rebuildCounts,
  completions: (database, isNew) => rebuildBySteps(database, COMPLETION_STEPS, isNew),
  search: (database, isNew) => rebuildBySteps(database, SEARCH_STEPS, isNew),
  related: ({ jobPool }, isNew) => rebuildRelated(jobPool, readConfig(), isNew),
};

/** Rows of a step after which a log gets a line, or after 5 s. */
const STEP_ROWS = 10_000;

/** Adds the command `dateline rebuild`. */
export function addRebuildCommand(command: Command, { withDatabase }: CommandContext): void {
  command
    .addArgument(new Argument('[parts...]', 'what to rebuild; all by default').choices(Object.keys(PARTS)))
    .option('--again', 'begin anew, rather than go on with a rebuild that was interrupted')
    .action((parts: string[], { again = false }: { again?: boolean }) =>
      withDatabase(async (database) => {
        for (const [name, rebuild] of Object.entries(PARTS))
          if (parts.length === 0 || parts.includes(name)) await rebuild(database, again);
      }),
    );
}

async function rebuildBySteps(
  { jobPool }: Database,
  steps: readonly RebuildStep[],
  isNew: boolean,
): Promise<void> {
  for (const step of steps) {
    const display = createProgressDisplay(process.stderr, STEP_ROWS);
    const getSeconds = startTimer();
    const rows = await runStep(jobPool, step, {
      isNew,
      onResume: ({ done, all }) =>
        console.error(`Going on with the ${step.name}: ${done} of ${all} are rebuilt.`),
      report: ({ done, all }) =>
        display.show({ total: done, seconds: getSeconds() }, () => `${step.name}: ${done} of ${all}`),
    });
    display.clear();
    console.error(`Rebuilt the ${step.name} (${rows}) in ${getSeconds().toFixed(1)} s.`);
  }
}

/** Counts articles in one transaction, for which writers wait. */
async function rebuildCounts({ prisma }: Database): Promise<void> {
  const getSeconds = startTimer();
  const [row] = await withWriteLock(
    prisma,
    (tx) => tx.$queryRaw<{ wrong: number }[]>`SELECT public.recount_articles() AS wrong`,
  );
  console.error(
    `Counted the articles of the site and its terms: ${row?.wrong} numbers were wrong, ${getSeconds().toFixed(1)} s.`,
  );
}

/** Returns a function that returns the seconds since. */
function startTimer(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1_000;
}
