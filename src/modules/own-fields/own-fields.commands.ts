import type { Command } from 'commander';
import pg from 'pg';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { addJsonOption, type ListOptions, printList } from '../../shared/text/list-output.js';
import type { CommandContext, WithDatabase } from '../module.js';
import { listFields, type OwnFieldSummary, removeField } from './field-removal.js';

const COLUMNS: Record<string, (field: OwnFieldSummary) => string> = {
  field: ({ path }) => path,
  type: ({ type }) => type,
  state: ({ state }) => state,
  values: ({ count }) => String(count),
};

/** Adds the commands that begin with `dateline fields`. */
export function addFieldCommands(command: Command, { withDatabase, loadModel }: CommandContext): void {
  addJsonOption(command.command('list'))
    .description(
      'list all own fields with the number of articles, sections, tags, authors or series that have a value',
    )
    .action(async (options: ListOptions) => {
      const model = await loadModel();
      printList(await withClient(withDatabase, (client) => listFields(client, model)), COLUMNS, options);
    });
  command
    .command('remove <field>')
    .description('delete the values of a field that is no longer declared, such as article.rating')
    .option('--confirm', 'delete them; without it, the command says what would be lost')
    .action(async (path: string, { confirm = false }: { confirm?: boolean }) => {
      const model = await loadModel();
      const loss = await withClient(withDatabase, (client) => removeField(client, model, path, confirm));
      if (loss === null)
        throw new UserFacingError(
          `The field ${path} was not found. To list fields, run: dateline fields list`,
        );
      console.log(loss.lines.join('\n'));
      if (!confirm) process.exitCode = 1;
    });
}

function withClient<T>(withDatabase: WithDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withDatabase(async ({ connection }) => {
    const client = new pg.Client(connection);
    client.on('error', () => undefined); // the statement that fails reports it
    await client.connect();
    return work(client).finally(() => client.end());
  });
}
