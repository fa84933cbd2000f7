import type { Importer } from '../own/importer.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { createAgencyItem } from './article.js';
import { AGENCY_FORMATS, type AgencyFormatName } from './format.js';
import { readItems } from './read-places.js';
import { createDefaultRules, readRules } from './rules.js';

/** Options of imports and syncs of agency copy. */
export interface AgencyOptions {
  /** File of rules that say where items land. */
  rules?: string | undefined;
  /** True to publish items for which no rule decides it. */
  publish?: boolean | undefined;
  /** URI of the only item to import. */
  uri?: string | undefined;
}

/**
 * Creates the importer of a format of agency copy. Its arguments are files, folders and URLs. All of them are one source, since
 * the URIs of items are unique among agencies.
 */
export function createAgencyImporter(
  name: AgencyFormatName,
  { rules: file, publish, uri }: AgencyOptions = {},
): Importer {
  const format = AGENCY_FORMATS[name];
  return {
    description: `import items of news agencies in ${format.description}`,
    retriesRefused: false,
    read: async function* ({ args, ...context }) {
      const rules = file === undefined ? createDefaultRules() : await readRules(file);
      if (publish) rules.publish = true;
      let isFound = uri === undefined;
      for await (const placed of readItems(format, args, context)) {
        const { place } = placed;
        if ('item' in placed) {
          if (uri !== undefined && placed.item.uri !== uri) continue;
          isFound = true;
          yield await createAgencyItem(placed, format, rules);
        } else if (uri === undefined) {
          const { problem, isIncomplete } = placed;
          // The file changes when its rest is written, so that the next sync reads it.
          if (isIncomplete && context.since !== null)
            yield { id: place, skipped: 'the file seems to be incomplete: the next sync reads it' };
          else yield { id: place, refused: problem };
        }
      }
      if (!isFound) throw new UnreadableSourceError(`There is no item with the URI ${uri}.`);
    },
  };
}
