import fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { escaped, json, json1, number, schema, text } from './arbitraries.mjs';
import { hashDocument } from './production.mjs';

const DEPTH = 4;
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

/** Documents for each root field, with a variable for each argument. */
const known = ['query', 'mutation', 'subscription'].flatMap((operation, i) =>
  Object.values(roots[i].getFields()).map((field) => buildDocument(operation, field)),
);

export const DOCUMENTS = known.map(({ document }) => document);

function buildDocument(operation, { name, args, type }) {
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const document = `${operation} ${name}Known${declared && `(${declared})`} { ${name}${given && `(${given})`}${buildSelection(type)} }`;
  return { document, args };
}

function buildSelection(type) {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (!isObjectType(named)) return ' { __typename }';
  const fields = Object.values(named.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  return ` { ${fields.map((field) => field.name + (isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '')).join(' ')} }`;
}

/** Generates a value of a type or, less often, of any other. */
function createValue(type, depth = 0) {
  return fc.oneof(
    { weight: 8, arbitrary: createMatchingValue(getNullableType(type), depth) },
    { weight: 1, arbitrary: json },
  );
}

function createMatchingValue(type, depth) {
  if (isListType(type)) return fc.array(createValue(type.ofType, depth + 1), { maxLength: 3 });
  if (isEnumType(type)) return fc.oneof(fc.constantFrom(...type.getValues().map(({ name }) => name)), text);
  if (isInputObjectType(type)) {
    if (depth > DEPTH) return fc.constant({});
    const fields = Object.values(type.getFields());
    return fc.record(
      Object.fromEntries(fields.map((field) => [field.name, createValue(field.type, depth + 1)])),
      {
        requiredKeys: [],
      },
    );
  }
  return { Int: number, Float: number, Boolean: fc.boolean() }[getNamedType(type).name] ?? text;
}

const asked = fc.constantFrom(...known).chain(({ document, args }) =>
  fc.record({
    document: fc.constant(document),
    variables: fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record(Object.fromEntries(args.map((arg) => [arg.name, createValue(arg.type)])), {
          requiredKeys: [],
        }),
      },
      { weight: 1, arbitrary: json },
    ),
  }),
);

/** Ways to name a document by its hash. */
const NAMINGS = [
  (sha256Hash) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  (hash) => ({ documentId: hash }),
  (hash) => ({ documentId: `sha256:${hash}` }),
  (hash) => ({ documentId: hash.toUpperCase() }),
];

/** Generates requests for known documents, by hash or in full. */
export const knownRequests = fc
  .tuple(asked, fc.constantFrom(...NAMINGS, null), fc.constantFrom('POST', 'POST', 'GET', 'stream'))
  .map(([{ document, variables }, naming, way]) => {
    const params = { ...(naming ? naming(hashDocument(document)) : { query: document }), variables };
    if (way !== 'GET') {
      const path = way === 'stream' ? '/graphql/stream' : '/graphql';
      const accept = way === 'stream' ? 'text/event-stream' : 'application/json';
      return { method: 'POST', path, headers: { ...json1, accept }, body: JSON.stringify(params) };
    }
    const parts = Object.entries(params).map(
      ([name, part]) => `${name}=${escaped(typeof part === 'string' ? part : JSON.stringify(part))}`,
    );
    return { method: 'GET', path: `/graphql?${parts.join('&')}`.slice(0, 8_000), headers: {} };
  });
