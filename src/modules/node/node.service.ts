import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { parseGlobalId } from '../../shared/references/global-id.js';
import type { Node } from './node.type.js';

export interface NodeLookupContext {
  /** Loader of each type that implements Node, by type name. */
  nodes: Record<string, (id: number) => MaybePromise<Omit<Node, '__typename'> | null>>;
}

/** Loads nodes by global ID. Throws BadUserInputError for more than 100 IDs. */
export function findNodes({ nodes }: NodeLookupContext, ids: string[]): Promise<(Node | null)[]> {
  assertPageSize('The number of ids', ids.length);
  return Promise.all(
    ids.map(async (globalId) => {
      const key = parseGlobalId(globalId);
      const row = key && (await nodes[key.type]?.(key.id));
      return row ? { ...row, __typename: key.type } : null;
    }),
  );
}
