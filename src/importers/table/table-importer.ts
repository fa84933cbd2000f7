import type { Importer } from '../own/importer.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { TABLE_FIELDS } from './fields.js';
import type { TableOptions } from './table-options.js';
import { TableReader } from './table-reader.js';

/** Creates the importer of tables. Its arguments are the files. Throws UnreadableSourceError for a map of no field. */
export function createTableImporter(options: TableOptions): Importer {
  for (const field of Object.values(options.map ?? {})) assertField(field);
  return {
    description: 'import a table',
    site: options.site,
    read: async function* ({ args, timeZone }) {
      const ids = new Map<string, string>();
      for (const file of args)
        yield* new TableReader(file, { timeZone, ...withoutUndefined(options) }, ids).read();
    },
  };
}

function assertField(field: string): void {
  if ((TABLE_FIELDS as string[]).includes(field) || field.startsWith('fields.')) return;
  throw new UnreadableSourceError(
    `--map: ${field} is not a field. The fields are ${TABLE_FIELDS.join(', ')}, and fields.NAME for one of your own.`,
  );
}

function withoutUndefined<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}
