import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';

export const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const DEPTH = 4;

const HARSH = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e',
  '%',
  '_',
  '\\',
  "'",
  "';--",
  '"',
  '$1',
  '{}',
  '%00',
  '/%ff',
  '//',
  '/..',
  'http://[',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
  'null',
  'a'.repeat(3_000),
  'Did you mean '.repeat(200),
  'Did you mean "a" or "b"?',
  '/a'.repeat(500),
  '🦑',
];
export const text = fc.oneof(
  fc.constantFrom(...HARSH),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.base64String({ maxLength: 40 }),
);
export const number = fc.oneof(
  fc.constantFrom(0, -1, 1, 100, 101, 2 ** 31, -(2 ** 31) - 1, 1e300, 0.5),
  fc.integer(),
);
export const json = fc.jsonValue({ maxDepth: 4 });

/** Generates a literal of a type or, less often, of any other. */
function createLiteral(type, depth = 0) {
  return fc.oneof(
    { weight: 12, arbitrary: createMatchingValue(type, depth) },
    { weight: 1, arbitrary: createAnyValue() },
  );
}

function createAnyValue() {
  return fc.oneof(
    text.map((value) => JSON.stringify(value)),
    number.map(String),
    fc.constantFrom(
      'null',
      'true',
      '[]',
      '{}',
      'NEWEST',
      '[[[[1]]]]',
      '{a: {a: {a: 1}}}',
      '"""\nblock"""',
      '$undeclared',
    ),
  );
}

function createMatchingValue(given, depth) {
  const type = getNullableType(given);
  if (isListType(type)) {
    return fc
      .array(createLiteral(type.ofType, depth + 1), { maxLength: 3 })
      .map((each) => `[${each.join(', ')}]`);
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    if (depth > DEPTH) return fc.constant('{}');
    const fields = Object.values(type.getFields());
    return fc
      .subarray(fields)
      .chain((chosen) =>
        fc
          .tuple(...chosen.map((field) => createLiteral(field.type, depth + 1)))
          .map((values) => `{${values.map((value, i) => `${chosen[i].name}: ${value}`).join(', ')}}`),
      );
  }
  switch (getNamedType(type).name) {
    case 'Int':
    case 'Float':
      return number.map(String);
    case 'Boolean':
      return fc.constantFrom('true', 'false');
    default:
      return text.map((value) => JSON.stringify(value));
  }
}

/** Generates a selection of some fields of a type, with arguments. */
function createSelection(type, depth) {
  const fields = Object.values(type.getFields()).filter(
    (field) => depth < DEPTH || isLeafType(getNamedType(field.type)),
  );
  if (fields.length === 0) return fc.constant('{ __typename }');
  return fc
    .subarray(fields, { minLength: 1, maxLength: Math.min(depth === 0 ? 1 : 3, fields.length) })
    .chain((chosen) => fc.tuple(...chosen.map((field) => createField(field, depth))))
    .map((parts) => `{ ${parts.join(' ')} }`);
}

function createField(field, depth) {
  const type = getNamedType(field.type);
  const given = fc
    .subarray([...field.args])
    .chain((args) =>
      fc
        .tuple(...args.map((arg) => createLiteral(arg.type)))
        .map((values) =>
          values.length ? `(${values.map((value, i) => `${args[i].name}: ${value}`).join(', ')})` : '',
        ),
    );
  const below = isLeafType(type)
    ? fc.constant('')
    : isObjectType(type)
      ? createSelection(type, depth + 1)
      : fc.constant('{ __typename }');
  return fc.tuple(given, below).map(([args, inner]) => `${field.name}${args} ${inner}`);
}

const operation = fc.oneof(
  { weight: 8, arbitrary: createSelection(schema.getQueryType(), 0) },
  {
    weight: 2,
    arbitrary: createSelection(schema.getMutationType(), 0).map((fields) => `mutation ${fields}`),
  },
  {
    weight: 1,
    arbitrary: createSelection(schema.getSubscriptionType(), 0).map((fields) => `subscription ${fields}`),
  },
);

/** Generates a document in which something is removed or inserted. */
const mangled = fc
  .tuple(
    operation,
    fc.nat(),
    fc.nat(20),
    fc.oneof(text, fc.constantFrom('{', '}', '(', '...', '@', '$a: ', '"""', '#', '!')),
  )
  .map(([document, at, cut, put]) => {
    const place = at % document.length;
    return document.slice(0, place) + put + document.slice(place + cut);
  });

const document = fc.oneof(
  { weight: 6, arbitrary: operation },
  { weight: 3, arbitrary: mangled },
  { weight: 1, arbitrary: text },
);

const parameters = fc.oneof(
  { weight: 8, arbitrary: document.map((query) => ({ query })) },
  {
    weight: 2,
    arbitrary: fc.record(
      { query: fc.oneof(document, json), variables: json, operationName: json, extensions: json, id: json },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: json },
);

const body = fc.oneof(
  { weight: 10, arbitrary: parameters.map((given) => JSON.stringify(given)) },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: parameters.map((given) => JSON.stringify(given).slice(0, -2)) },
);

/** Characters that a header may contain, since Node refuses to send any other. */
const headerText = fc.string({ maxLength: 60 }).map((value) => value.replace(/[^\x20-\x7e]/g, '').trim());
const MEDIA_TYPES = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  '*/*',
  'text/plain',
];
const headers = fc.record(
  {
    'content-type': fc.oneof(
      fc.constantFrom(...MEDIA_TYPES, 'application/json; charset=utf-16', 'multipart/form-data'),
      headerText,
    ),
    accept: fc.oneof(fc.constantFrom(...MEDIA_TYPES), headerText),
    authorization: fc.oneof(
      headerText,
      headerText.map((key) => `Bearer ${key}`),
    ),
    'x-perspective': fc.oneof(fc.constantFrom('published', 'preview'), headerText),
    'x-show-cost': headerText,
    'x-deprecations': headerText,
    'idempotency-key': headerText,
    'last-event-id': headerText,
    'accept-encoding': fc.oneof(fc.constantFrom('gzip', 'br', 'identity;q=0'), headerText),
    'if-none-match': headerText,
    'x-forwarded-for': headerText,
    origin: headerText,
    cookie: headerText,
    'x-request-id': headerText,
  },
  { requiredKeys: [] },
);

const PATHS = [
  '/graphql',
  '/graphql/stream',
  '/beacon',
  '/beacon.gif',
  '/newsletter/confirm',
  '/newsletter/harbour-weekly',
  '/sync',
  '/sync/wordpress',
  '/healthz',
  '/readyz',
  '/media/a.svg',
];
const path = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...PATHS) },
  { weight: 1, arbitrary: fc.webPath().map((given) => given || '/') },
);
const queryString = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.webQueryParameters().map((given) => `?${given}`) },
  { weight: 1, arbitrary: text.map((value) => `?slug=${escaped(value)}&token=${escaped(value)}`) },
);

export function escaped(value) {
  return encodeURIComponent(value.toWellFormed());
}

export const json1 = { 'content-type': 'application/json' };

/**
 * Generates requests to a gateway: mostly operations, some malformed ones, and some bytes that are no HTTP.
 */
export const requests = fc.oneof(
  {
    weight: 60,
    arbitrary: body.map((given) => ({ method: 'POST', path: '/graphql', headers: json1, body: given })),
  },
  {
    weight: 15,
    arbitrary: fc.tuple(document, json).map(([query, variables]) => ({
      method: 'GET',
      path: `/graphql?query=${escaped(query)}&variables=${escaped(JSON.stringify(variables))}`.slice(
        0,
        8_000,
      ),
      headers: {},
    })),
  },
  {
    weight: 20,
    arbitrary: fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'),
        path,
        queryString,
        headers,
        body,
      )
      .map(([method, at, query, given, content]) => ({
        method,
        path: at + query,
        headers: given,
        body: content,
      })),
  },
  {
    weight: 5,
    arbitrary: fc.string({ unit: 'binary', maxLength: 300 }).map((raw) => ({ raw: `${raw}\r\n\r\n` })),
  },
);
