import type { Command } from 'commander';
import { MODULE_LINES, type ModuleLine } from '../../app/modules.js';
import type { CommandContext, LazyCommand } from '../../modules/module.js';

/** Names of commands in the order of the help; others follow. */
const ORDER = [
  'start',
  'schema',
  'codemod',
  'import',
  'sync',
  'check-move',
  'export',
  'backup',
  'restore',
  'media',
  'redirects',
  'fields',
  'rebuild',
  'related',
  'keys',
  'webhooks',
  'jobs',
  'machine-reads',
  'doctor',
  'migrate',
  'new',
];

/** Commands that belong to no module. */
const CORE_COMMANDS: readonly LazyCommand[] = [
  {
    name: 'start',
    description: 'start the gateway of the working folder',
    load: async () => (await import('../start.js')).addStartCommand,
  },
  {
    name: 'schema',
    description: 'print the GraphQL schema, as in schema.graphql',
    load: async () => (await import('../schema.js')).addSchemaCommands,
  },
  {
    name: 'codemod',
    description: 'replace deprecated fields and arguments in the documents of a front end',
    load: async () => (await import('../codemod.js')).addCodemodCommand,
  },
  {
    name: 'import',
    description: 'import content',
    load: async () => (await import('../import.js')).addImportCommands,
  },
  {
    name: 'sync',
    description: 'sync articles from another site or feed',
    load: async () => (await import('../sync.js')).addSyncCommands,
  },
  {
    name: 'check-move',
    description: 'check that every address of an old site leads to its content here, and compare the pages',
    load: async () => (await import('../check-move.js')).addCheckMoveCommand,
  },
  {
    name: 'export',
    description: 'export content',
    load: async () => (await import('../export.js')).addExportCommands,
  },
  {
    name: 'backup',
    description: 'back up the database and the media files into a folder, while the gateway serves',
    load: async () => (await import('../backup.js')).addBackupCommand,
  },
  {
    name: 'restore',
    description: 'restore a backup into an empty database, and its media files',
    load: async () => (await import('../backup.js')).addRestoreCommand,
  },
  {
    name: 'rebuild',
    description: 'rebuild what is derived from the content: search, completions, related lists, counts',
    load: async () => (await import('../rebuild.js')).addRebuildCommand,
  },
  {
    name: 'doctor',
    description: 'check settings, database, disk space, mail and clock, and suggest fixes; changes nothing',
    load: async () => (await import('../doctor.js')).addDoctorCommand,
  },
  {
    name: 'migrate',
    description: 'manage migrations of the database schema',
    load: async () => (await import('../migrate.js')).addMigrateCommands,
  },
  {
    name: 'new',
    description: 'create a project that uses the gateway',
    load: async () => (await import('../new.js')).addNewCommands,
  },
];

const LINES: readonly ModuleLine[] = MODULE_LINES;

/** Commands of the core and of the modules in this build, in the order of the help. */
const COMMANDS = [...CORE_COMMANDS, ...LINES.flatMap(({ command }) => command ?? [])].sort(
  (a, b) => getRank(a) - getRank(b),
);

function getRank({ name }: LazyCommand): number {
  const rank = ORDER.indexOf(name);
  return rank === -1 ? ORDER.length : rank;
}

/** Adds all commands, and loads the code of the one that the arguments name. */
export async function addCommands(
  program: Command,
  context: CommandContext,
  args: readonly string[],
): Promise<void> {
  const [first, second] = args.filter((each) => !each.startsWith('-'));
  const wanted = first === 'help' ? second : first;
  for (const { name, description, load } of COMMANDS) {
    const command = program.command(name).description(description);
    if (name === wanted) await (await load())(command, context);
  }
}
