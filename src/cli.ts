#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { addCommands } from './cli/program/commands.js';
import { InterruptedError, OutputClosedError, SIGPIPE_EXIT_CODE } from './cli/program/interruptions.js';
import type { CommandContext } from './modules/module.js';
import { readRelease } from './shared/release.js';

// Modules are imported when a command needs them, so that help and mistakes are answered quickly.
const context: CommandContext = {
  withDatabase: async (work, options) => {
    const { withDatabase } = await import('./cli/program/with-database.js');
    return withDatabase(work, options);
  },
  loadModel: async () => {
    const { readConfig } = await import('./config/env.js');
    const { loadContentModel } = await import('./app/site-config.js');
    return loadContentModel(readConfig().DATELINE_CONFIG);
  },
  loadSite: async () => {
    const { readConfig } = await import('./config/env.js');
    const { getSite } = await import('./app/derived-settings.js');
    return getSite(readConfig());
  },
  createEnvironment: async (database) => {
    const { readConfig } = await import('./config/env.js');
    const { loadSiteConfig } = await import('./app/site-config.js');
    const { createModuleEnvironment } = await import('./app/module-environment.js');
    const config = readConfig();
    return createModuleEnvironment(config, await loadSiteConfig(config.DATELINE_CONFIG), database);
  },
  createFilters: async (database) => {
    const { createCommandFilters } = await import('./app/command-filters.js');
    return createCommandFilters(database);
  },
  createDocuments: async (database) => {
    const { createCommandDocuments } = await import('./app/command-documents.js');
    return createCommandDocuments(database);
  },
};

async function main(): Promise<void> {
  const program = new Command('dateline')
    .description('Administers the content of a gateway. Reads the same settings as the gateway.')
    .version(readRelease());
  await addCommands(program, context, process.argv.slice(2));
  await program.parseAsync();
}

/** Prints why a command failed, and sets the exit code. */
async function reportFailure(error: unknown): Promise<void> {
  if (error instanceof OutputClosedError) {
    process.exitCode = SIGPIPE_EXIT_CODE;
    return;
  }
  if (error instanceof InterruptedError) {
    console.error(error.message || 'Interrupted. Completed work is kept; run the command again to continue.');
    process.exitCode = 130;
    return;
  }
  const { formatStartupError } = await import('./app/format-startup-error.js');
  console.error(formatStartupError(error));
  process.exitCode = 1;
}

main().catch(reportFailure);
