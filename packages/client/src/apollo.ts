import { connections, keyless, possibleTypes } from './generated/cache-types.js';

/** The types of each interface, for `possibleTypes` of InMemoryCache. */
export { possibleTypes };

interface Page {
  nodes?: readonly unknown[];
  edges?: readonly unknown[];
  pageInfo?: Record<string, unknown>;
  [name: string]: unknown;
}

/** The arguments of a connection that tell lists apart: their names, or a function that returns them. */
type KeyArguments = string[] | ((args: Record<string, any> | null) => string[]);

/** A field policy of Apollo Client that joins pages. */
export interface PagePolicy {
  keyArgs: KeyArguments;
  merge(existing: Page | undefined, incoming: Page, options: { args: Record<string, any> | null }): Page;
}

/** Joins the pages of a connection, whether they have nodes or edges. */
export function joinPages(keyArgs: KeyArguments): PagePolicy {
  return {
    keyArgs,
    merge(existing, incoming, { args }) {
      if (!existing || (!args?.after && !args?.before)) return { ...existing, ...incoming };
      const isBefore = args.before;
      const join = (known: readonly unknown[] = [], added: readonly unknown[] = []) =>
        isBefore ? [...added, ...known] : [...known, ...added];
      const { startCursor, hasPreviousPage, endCursor, hasNextPage } = existing.pageInfo ?? {};
      const outerEnd = isBefore ? { endCursor, hasNextPage } : { startCursor, hasPreviousPage };
      return {
        ...existing,
        ...incoming,
        ...(incoming.nodes && { nodes: join(existing.nodes, incoming.nodes) }),
        ...(incoming.edges && { edges: join(existing.edges, incoming.edges) }),
        ...(incoming.pageInfo && { pageInfo: { ...incoming.pageInfo, ...outerEnd } }),
      };
    },
  };
}

function withoutPageArguments(args: Record<string, any> | null): string[] {
  return Object.keys({ ...args })
    .filter((name) => !/^(first|last|after|before)$/.test(name))
    .sort();
}

/** A type policy of Apollo Client. */
export interface TypePolicy {
  merge?: true;
  fields?: Record<string, PagePolicy>;
}

/** The policies of all types, for `typePolicies` of InMemoryCache. */
export const typePolicies: Record<string, TypePolicy> = Object.fromEntries(
  keyless.map((type): [string, TypePolicy] => [type, { merge: true }]),
);
for (const [type, fields] of Object.entries(connections))
  typePolicies[type] = {
    ...typePolicies[type],
    fields: Object.fromEntries(fields.map((field) => [field, joinPages(withoutPageArguments)])),
  };
