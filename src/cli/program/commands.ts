import type { Command } from 'commander';
import { MODULE_LINES, type ModuleLine } from '../../app/modules.js';
import type { CommandContext } from '../../modules/module.js';

/** Command of the first level that loads its code when it is run or its help is printed. */
interface LazyCommand {
  name: string;
  description: string;
  /** Loads the function that adds the arguments, options and subcommands. */
  load(): Promise<(command: Command, context: CommandContext) => void>;
}

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
    name: 'media',
    description: 'manage the media library',
    load: async () => (await import('../media.js')).addMediaCommands,
  },
  {
    name: 'redirects',
    description: 'manage the redirects that editors make',
    load: async () => (await import('../redirects.js')).addRedirectCommands,
  },
  {
    name: 'fields',
    description: "manage the values of the site's own fields",
    load: async () => (await import('../fields.js')).addFieldCommands,
  },
  {
    name: 'related',
    description: 'manage the lists of related articles',
    load: async () => (await import('../related.js')).addRelatedCommands,
  },
  {
    name: 'keys',
    description: 'manage API keys, which permit more than public reading',
    load: async () => (await import('../keys.js')).addKeyCommands,
  },
  {
    name: 'webhooks',
    description: 'manage webhooks, which are notified of changes',
    load: async () => (await import('../webhooks.js')).addWebhookCommands,
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

/** Commands of the modules in this build. */
const MODULE_COMMANDS: readonly LazyCommand[] = LINES.flatMap(({ command, load }) =>
  command === undefined
    ? []
    : {
        ...command,
        load: async () => {
          const { module } = await load();
          return (parent, context) => module.addCommands?.(parent, context);
        },
      },
);

/** Adds all commands, and loads the code of the one that the arguments name. */
export async function addCommands(
  program: Command,
  context: CommandContext,
  args: readonly string[],
): Promise<void> {
  const [first, second] = args.filter((each) => !each.startsWith('-'));
  const wanted = first === 'help' ? second : first;
  for (const { name, description, load } of [...CORE_COMMANDS, ...MODULE_COMMANDS]) {
    const command = program.command(name).description(description);
    if (name === wanted) (await load())(command, context);
  }
}
