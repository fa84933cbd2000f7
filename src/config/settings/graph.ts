import { z } from 'zod';
import { parseList, type Setting } from './setting.js';

/** Settings of the GraphQL endpoint, its playground and other protocols. */
export const GRAPH_SETTINGS = {
  PLAYGROUND: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, a browser that opens the GraphQL endpoint gets GraphiQL.',
  },
  INTROSPECTION: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, clients may query the schema by introspection.',
  },
  COMPILED_EXECUTION: {
    schema: z.stringbool(),
    defaultValue: 'true',
    description:
      'If true, frequent queries are compiled to functions that write JSON, instead of interpreted.',
  },
  TRUSTED_DOCUMENTS: {
    schema: z.enum(['none', 'also', 'only']),
    defaultValue: 'none',
    description:
      'Use of trusted documents, which a manifest lists and clients send by hash: `none`, `also` (beside other documents), or `only` (every other document is refused).',
  },
  TRUSTED_DOCUMENTS_FILE: {
    schema: z.string().min(1),
    defaultValue: 'persisted-documents.json',
    description:
      "Path of the manifest of trusted documents, as written by graphql-codegen, Relay or Apollo's tools.",
  },
  FEDERATION: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      'If true, the graph is a subgraph of Apollo Federation 2: it has `_entities` and `_service` for a router.',
  },
  FEDERATION_CACHE_TAGS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      'If true, responses have their cache tags in `extensions` too, for the response caches of Apollo Router and Cosmo Router.',
  },
  MCP: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` for a server of the Model Context Protocol at `/mcp`: assistants read what is published with tools, each of which is a query.',
  },
  MCP_MUTATIONS: {
    schema: z.string().transform(parseList),
    defaultValue: '',
    description:
      'Comma-separated names of mutations of the trusted documents, each with a description. Assistants whose requests have an API key may call them.',
  },
} satisfies Record<string, Setting>;
