import type { Importer } from '../own/importer.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { createNinjsItem } from './article.js';
import { readItems } from './read-items.js';
import { createDefaultRules, readRules } from './rules.js';

/** Source of all items: their URIs are unique among agencies. */
export const NINJS_SOURCE = 'ninjs';

/** Options of imports and syncs of ninjs. */
export interface NinjsOptions {
  /** File of rules that say where items land. */
  rules?: string | undefined;
  /** True to publish items for which no rule decides it. */
  publish?: boolean | undefined;
  /** URI of the only item to import. */
  uri?: string | undefined;
}

/** Creates the importer of ninjs, the JSON of news agencies. Its arguments are files, folders and URLs. */
export function createNinjsImporter({ rules: file, publish, uri }: NinjsOptions = {}): Importer {
  return {
    description: 'import items of news agencies in ninjs',
    retriesRefused: false,
    read: async function* ({ args, ...context }) {
      const rules = file === undefined ? createDefaultRules() : await readRules(file);
      if (publish) rules.publish = true;
      let isFound = uri === undefined;
      for await (const placed of readItems(args, context)) {
        const { place } = placed;
        if ('item' in placed) {
          if (uri !== undefined && placed.item.uri !== uri) continue;
          isFound = true;
          yield await createNinjsItem(placed.item, place, rules);
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
