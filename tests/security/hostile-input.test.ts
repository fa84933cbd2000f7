import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { ApiKeyService } from '../../src/auth/api-keys.service.js';
import { type ArgumentTarget, listArguments } from '../support/every-argument.js';
import { startServer, type TestServer } from '../support/test-server.js';

const IDS = [0, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53) + 1, 1.5, null, '1'];
const DATES = [
  ...['2026-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z'],
  ...['0000-01-01T00:00:00Z', '0000-02-29T00:00:00.000Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'],
  ...[
    '9999-12-31T23:59:59-14:00',
    '0001-01-01T00:00:00+14:00',
    '2016-12-31T23:59:60Z',
    '300000-01-01T00:00:00Z',
  ],
  ...['+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z', '2026-01-01T00:00:00.123456789Z'],
  ...[
    '2026-01-01T00:00:00+99:99',
    '2026-01-01T1Z',
    '2026-01-01T::::Z',
    '2026-01-01',
    'infinity',
    'now',
    'epoch',
  ],
];
const PLAIN = [
  ...[
    '',
    ' ',
    '\t\n',
    '\0',
    'a\0b',
    '\ud800',
    'a\udfffb',
    '\ud83d\ude00',
    '\u202e',
    '\ufeff',
    '\uffff',
    '\u0085',
  ],
  ...[
    '%',
    '_',
    '\\',
    '\\\\',
    "'",
    "'; DROP TABLE article; --",
    '"',
    '$1',
    '$$',
    '?',
    ':a',
    '{}',
    '{1}',
    '[]',
    'NULL',
  ],
  ...[
    '%00',
    '/%00',
    '%2500',
    '/%',
    '/%ff',
    '/%c3%28',
    '/%ed%a0%80',
    '/\ud800',
    '//',
    '///',
    '/..',
    '/../../etc/passwd',
  ],
  ...[
    'http://[',
    'http://x:99999/',
    'https://evil.example/a',
    '//evil.example',
    'javascript:alert(1)',
    '\\\\evil',
    '?',
    '#',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'a'.repeat(10_000),
    '/a'.repeat(5_000),
    'İı',
    'ﬀ',
    'e\u0301'.repeat(1_000),
  ],
];
/** A few of each kind. */
const HARSH = ['\0', '\ud800', '\\', '%00', 'http://[', 'a'.repeat(10_000)];
const base64 = (text: string) => Buffer.from(text).toString('base64url');
const GLOBAL_IDS = [
  ...[
    'Article:1',
    'Section:1',
    'Tag:1',
    'Author:1',
    'Article:0',
    'Article:-1',
    'Article:01',
    'Article:1e3',
    'Article:',
  ],
  ...[
    'Article:999999999',
    'Article:2147483648',
    'Article:99999999999999999999',
    'Query:1',
    'Nothing:1',
    'Site:1',
  ],
  ...['__proto__:1', 'constructor:1', 'toString:1', 'Article:1\0', ':', ''],
].map(base64);
const NUMBERS = [0, -1, 1, 100, 101, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1e300, 1.5, null, '1', true, {}, []];
const VALUES: Record<string, { many: unknown[]; few: unknown[] }> = {
  String: {
    many: [...PLAIN, ...['', 'null', '1', '{', '[[', '["articles by NEWEST"]'].map(base64)],
    few: HARSH,
  },
  HTML: { many: PLAIN, few: HARSH },
  ID: { many: [...PLAIN, ...GLOBAL_IDS], few: [...HARSH, base64('Tag:1'), base64('Article:999999999')] },
  URL: { many: PLAIN, few: [...HARSH, 'javascript:alert(1)', 'http://x:99999/'] },
  DateTime: { many: [...PLAIN, ...DATES], few: DATES },
  Int: { many: NUMBERS, few: [-1, 101, 2 ** 31 - 1, 2 ** 31, null] },
  Float: { many: NUMBERS, few: [-1, 1e300, 5e-324, null] },
};

/** All requests come from one client; limits on it have tests of their own. */
const PATIENT = { RATE_EXEMPT: '127.0.0.1', WAITING_PER_CLIENT: '10000', READ_SECONDS: '60' };

let gateway: TestServer;
let authorization: string;
let places: ArgumentTarget[];
let folder: string;
/** Further gateways, closed after all tests: the first close stops the change listener that they share. */
const others: TestServer[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-hostile-'));
  gateway = await startServer({ withSeeds: true, settings: PATIENT });
  const { secret: key } = await new ApiKeyService(gateway.database.prisma).create('tests', ['admin']);
  authorization = `Bearer ${key}`;
  const [introspected, listed] = await Promise.all(
    [getIntrospectionQuery(), '{ articles(first: 1) { nodes { id } } }'].map(
      async (query) => (await gateway.post({ query })).json() as any,
    ),
  );
  places = listArguments(buildClientSchema(introspected.data), listed.data.articles.nodes[0].id);
});
afterAll(async () => {
  for (const other of others) await other.close();
  await gateway.close();
  await rm(folder, { recursive: true });
});

/** Returns the responses with a 5xx status or an error code other than BAD_USER_INPUT. */
async function faultsOf(
  inputs: { place: ArgumentTarget; value: unknown }[],
  {
    asked,
    naming = (query) => ({ query }),
  }: { asked?: TestServer; naming?: (document: string) => object } = {},
): Promise<string[]> {
  const faults = new Set<string>();
  const waiting = [...inputs];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { place, value } = next;
      const request = { ...naming(place.document), variables: place.variables(value) };
      const response = await (asked ?? gateway).post(request, { authorization });
      const { errors = [] } = (await response.json()) as any;
      const codes = errors.map(({ extensions }: any) => extensions?.code);
      const isSuggested = asked && errors.some(({ message }: any) => message.includes('Did you mean'));
      const isOurs = isSuggested || codes.some((code: unknown) => code !== 'BAD_USER_INPUT');
      if (response.status >= 500 || isOurs) {
        faults.add(`${response.status} ${codes[0]} ${place.name} ${JSON.stringify(value)?.slice(0, 60)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return [...faults];
}

const all = (chosen: ArgumentTarget[], values: unknown[]) =>
  chosen.flatMap((place) => values.map((value) => ({ place, value })));

test('The schema has string, id, date and integer arguments to fuzz', () => {
  const scalars = new Set(places.map(({ scalar }) => scalar));
  for (const scalar of ['String', 'HTML', 'ID', 'DateTime', 'Int']) expect(scalars).toContain(scalar);
  expect(places.length).toBeGreaterThan(30);
});

test.each(['String', 'HTML', 'ID', 'URL', 'DateTime', 'Int', 'Float'])(
  'Hostile values in an argument of type %s cause no server error',
  async (scalar) => {
    const chosen = places.filter((place) => place.scalar === scalar);
    // Nested lists take the same arguments as root lists, and writes are slow, so they get fewer values.
    const [atRoot, elsewhere] = [true, false].map((is) =>
      chosen.filter(({ name }) => name.startsWith('Query.') === is),
    );
    const { many, few } = VALUES[scalar]!;
    expect(await faultsOf([...all(atRoot!, many), ...all(elsewhere!, few)])).toEqual([]);
  },
  600_000,
);

test.each(['also', 'only'])(
  'Hostile values in trusted documents cause no server error in production: %s',
  async (trust) => {
    const file = join(folder, 'persisted-documents.json');
    const hashDocument = (text: string) => createHash('sha256').update(text).digest('hex');
    const documents = [...new Set(places.map(({ document }) => document))];
    const manifest = Object.fromEntries(documents.map((text) => [hashDocument(text), text]));
    await writeFile(file, JSON.stringify(manifest));
    const settings = {
      NODE_ENV: 'production',
      TRUSTED_DOCUMENTS: trust,
      TRUSTED_DOCUMENTS_FILE: file,
      ...PATIENT,
    };
    const asked = await startServer({ database: gateway.database, settings });
    others.push(asked);
    const naming = (document: string) => ({ documentId: `sha256:${hashDocument(document)}` });
    // The values take turns: what a resolver does with each does not depend on how the document was named.
    const inputs = places.flatMap((place, i) => {
      const values = [...(VALUES[place.scalar]?.few ?? []), {}, [[1]]];
      return all([place], [values[i % values.length], values[(i + 1) % values.length]]);
    });
    expect(await faultsOf(inputs, { asked, naming })).toEqual([]);
  },
  600_000,
);

test.each(listsThatPage())('A tampered cursor causes no server error: %s', async (list, document) => {
  const place = { name: document, scalar: 'String', document, variables: (value: unknown) => ({ value }) };
  expect(await faultsOf(all([place], cursorsOf(list)))).toEqual([]);
});

/** Returns the name that a list's cursors contain, and an operation, for every paginated list. */
function listsThatPage(): [list: string, document: string][] {
  const page = (field: string) => `query ($value: String) { ${field} { nodes { id } } }`;
  const articles = ['NEWEST', 'OLDEST', 'UPDATED', 'TITLE'].flatMap((order): [string, string][] =>
    ['after', 'before'].map((argument) => [
      `articles by ${order}`,
      page(`articles(orderBy: ${order}, ${argument}: $value)`),
    ]),
  );
  const tags = ['MOST_USED', 'NAME'].map((order): [string, string] => [
    `tags by ${order}`,
    page(`tags(orderBy: ${order}, after: $value)`),
  ]);
  return [...articles, ...tags, ['authors by name', page('authors(after: $value)')]];
}

function cursorsOf(list: string): string[] {
  const values = [
    ...DATES,
    '\0',
    'a\0b',
    '\ud800',
    '',
    'z'.repeat(5_000),
    5,
    -1,
    2 ** 31,
    -(2 ** 31) - 1,
    1e300,
    0.5,
  ];
  const ofValues = [...values, null, true, {}, []].map((value) => [list, value, 1]);
  const ofIds = ['2026-01-01T00:00:00.000Z', 5, 'a'].flatMap((value) => IDS.map((id) => [list, value, id]));
  const malformed = [[list], [list, 'a'], [list, 'a', 1, 1], ['', 'a', 1], ['__proto__', 'a', 1]];
  return [...ofValues, ...ofIds, ...malformed].map((cursor) => base64(JSON.stringify(cursor)));
}
