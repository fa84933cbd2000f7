import type { Answer, Client, RequestOptions } from './client.js';
import {
  type EditAttributes,
  registerObject,
  type Source,
  type SourceField,
  type SourceNode,
} from './sources.js';

export { EditMode, type EditModeProps } from './react/edit-mode.js';
export { type EditAttributes, editable, type Source } from './sources.js';

/** `extensions.sourceMap` of a response. */
interface SourceMap {
  nodes: Record<string, SourceNode>;
  fields: SourceField[];
  /** The index in `fields` of each value, by its JSON pointer in `data`. */
  leaves: Record<string, number>;
}

/** Settings of `withSources`. */
export interface SourcesOptions {
  /** The URL of the gateway's playground as editors reach it, to which values lead that are edited in the gateway. */
  playground?: string;
  /** Returns the page on which a value is edited, in place of that of the CMS or the playground. */
  editUrl?: (source: Source) => string | null | undefined;
}

/**
 * Returns a client that requests the sources of the values of every query, for `editable`. It needs a key with the
 * `preview` scope. Responses are not cached.
 */
export function withSources(client: Client, options: SourcesOptions = {}): Client {
  const request = async (
    document: any,
    variables?: any,
    { headers, ...rest }: RequestOptions = {},
  ): Promise<Answer<any>> => {
    const all = { ...rest, headers: { ...headers, 'x-source-map': 'true' } };
    const answer = await client.request(document, variables, all);
    const map = answer.extensions.sourceMap as SourceMap | undefined;
    if (map) register(answer.data, '', map, options);
    return answer;
  };
  const query = async (...args: Parameters<typeof request>) => (await request(...args)).data;
  return { ...client, request, query };
}

function register(value: unknown, pointer: string, map: SourceMap, options: SourcesOptions): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) {
    registerObject(value, (field) => {
      const start = field === undefined ? `${pointer}/` : `${pointer}/${field}`;
      const leaf = start in map.leaves ? start : Object.keys(map.leaves).find((key) => isBelow(key, start));
      const index = leaf === undefined ? undefined : map.leaves[leaf];
      const known = index === undefined ? undefined : map.fields[index];
      if (!known) return {};
      const node = known.node !== null && map.nodes[known.node];
      // Without a name, the object is shown as a whole: the body, not the first block of it.
      if (field === undefined)
        return describe({ ...known, ...node, field: known.field.split('.')[0]! }, options);
      return describe({ ...known, ...node, value: (value as Record<string, unknown>)[field] }, options);
    });
  }
  for (const [key, each] of Object.entries(value)) register(each, `${pointer}/${key}`, map, options);
}

const isBelow = (pointer: string, start: string) =>
  pointer.startsWith(start.endsWith('/') ? start : `${start}/`);

function describe(source: Source, options: SourcesOptions): EditAttributes {
  const { type, field, mutations, reason } = source;
  const name = { 'data-edit': `${type ?? 'Query'} ${field}` };
  const url =
    options.editUrl?.(source) ?? source.editUrl ?? (reason ? null : linkPlayground(source, options));
  if (url) return { ...name, 'data-edit-url': url };
  return { ...name, 'data-edit-note': reason ?? `${mutations.join(' or ')} changes it.` };
}

/** Returns the address of the playground with the mutation that changes a value, ready to be sent. */
function linkPlayground(source: Source, { playground }: SourcesOptions): string | null {
  const [mutation] = source.mutations;
  if (!playground || !mutation) return null;
  const { node: id, field, revision, value } = source;
  const input = { id, ...(revision !== undefined && { expectedRevision: revision }) };
  const isPlain = !field.includes('.') && ['string', 'number', 'boolean'].includes(typeof value);
  const name = mutation[0]!.toUpperCase() + mutation.slice(1);
  const query = `mutation ${name}($input: ${name}Input!) {\n  ${mutation}(input: $input) {\n    userErrors { message }\n  }\n}`;
  const variables = JSON.stringify({ input: isPlain ? { ...input, [field]: value } : input }, null, 2);
  return `${playground}#${new URLSearchParams({ query, variables })}`;
}
