import type { Context } from '../../graphql/context.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { parseGlobalId } from '../../shared/references/global-id.js';
import type { NodeLoaders } from '../module.js';
import type { Node } from './node.type.js';

/** Loads nodes by global ID. Throws BadUserInputError for more than 100 IDs. */
export function findNodes(nodes: NodeLoaders, context: Context, ids: string[]): Promise<(Node | null)[]> {
  assertPageSize('The number of ids', ids.length);
  return Promise.all(
    ids.map(async (globalId) => {
      const key = parseGlobalId(globalId);
      const row = key && ((await nodes[key.type]?.(key.id, context)) as Node | null | undefined);
      return row ? { ...row, __typename: key.type } : null;
    }),
  );
}
