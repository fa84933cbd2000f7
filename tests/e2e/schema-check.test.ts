import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  buildSchema,
  GraphQLNonNull,
  type GraphQLNullableType,
  type GraphQLObjectType,
  GraphQLString,
  parse,
  print,
  printSchema,
} from 'graphql';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { type Gateway, startGateway } from '../support/gateway.js';

const TEASERS = 'query Teasers { articles(first: 5) { nodes { standfirst } } }';
const CARD = 'query Card { articles(first: 5) { nodes { kicker } } }';

let gateway: Gateway;
let folder: string;
let settings: Record<string, string>;
let released: string;
let manifest: string;
let changelog: string;
beforeAll(async () => {
  gateway = await startGateway();
  const { host, database } = gateway.database.connection;
  settings = { DATABASE_URL: `postgresql://dateline@localhost/${database}?host=${host}` };
  const counting = await startGateway({}, { beside: gateway });
  for (const client of ['web', 'web', 'app'])
    await counting.query(TEASERS, {}, { 'apollographql-client-name': client });
  await counting.close();
  folder = await mkdtemp(join(tmpdir(), 'dateline-schema-'));
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  released = await write('released.graphql', await plantChanges());
  manifest = await write('persisted-documents.json', JSON.stringify({ 'sha256:card': CARD }));
  changelog = await write(
    'CHANGELOG.md',
    '# Changelog\n\n## Next\n\n- `Article.kicker` and `Article.standfirst`.\n\n## 0.1\n\n- `Article.readingTime`\n',
  );
});
afterEach(() => DatelineProcess.killAll());
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

/** Returns a schema against which the present one has five breaking and five safe changes. */
async function plantChanges(): Promise<string> {
  const text = await readFile(join(CHECKOUT, 'schema.graphql'), 'utf8');
  const schema = buildSchema(text.replace(/^enum ArticleOrder \{$/m, '$&\n  RANDOM'));
  const article = (schema.getType('Article') as GraphQLObjectType).getFields();
  const query = schema.getQueryType()!.getFields();
  const [path] = query.route!.args as any[];
  // Breaking: a field is removed, an argument is required, a type is another, a value is removed (above), a
  // field may be null.
  article.kicker = { ...article.standfirst!, name: 'kicker' };
  path.type = (path.type as GraphQLNonNull<GraphQLNullableType>).ofType;
  article.readingTime!.type = new GraphQLNonNull(GraphQLString);
  article.standfirst!.type = new GraphQLNonNull(GraphQLString);
  // Safe: a field and a type are added, an argument is added, a description is another, a field is in favor again.
  delete query.archive;
  article.related!.args = article.related!.args.filter(({ name }) => name !== 'exclude');
  article.title!.description = 'The heading.';
  article.path!.deprecationReason = 'Use url.';
  const { definitions } = parse(printSchema(schema));
  return definitions
    .filter((definition) => (definition as any).name?.value !== 'ArchiveMonth')
    .map(print)
    .join('\n\n');
}

const check = (...args: string[]) => runCommand(['schema', 'check', ...args], settings);

/** Returns the printed verdicts without the messages and days. */
function summarize(output: string): string[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/^(\S.*? {2,}[\w.@]+): .*/, '$1')
        .replace(/\(\w{12}\)/, '(HASH)')
        .replace(/, last on \S+$/, ''),
    );
}

test('Each change gets a verdict, and who breaks is named with requests and clients', async () => {
  const { code, stdout: output } = await check('--against', released, '--documents', manifest);
  expect(summarize(output).sort()).toEqual(
    [
      'BREAKING and in use   Article.kicker',
      '  - Card (persisted document sha256:card): no requests in 30 days',
      'BREAKING and in use   Article.standfirst',
      '  - Teasers (HASH), client web: 2 requests in 30 days',
      '  - Teasers (HASH), client app: 1 request in 30 days',
      'breaking, not in use  Article.readingTime',
      'breaking, not in use  ArticleOrder.RANDOM',
      'breaking, not in use  Query.route.path',
      'safe                  ArchiveMonth',
      'safe                  Article.path.@deprecated',
      'safe                  Article.related.exclude',
      'safe                  Article.title',
      'safe                  Query.archive',
      'Breaking: 2 in use, 3 not in use. Dangerous: 0. Safe: 5.',
    ].sort(),
  );
  expect(code).toBe(1);
});

test('The check passes, unless it is strict, if no operation uses the removed parts', async () => {
  expect((await check('--against', released, '--no-usage')).code).toBe(0);
  expect((await check('--against', released, '--no-usage', '--strict')).code).toBe(1);
});

test('Changes that the first section of the changelog names do not fail the check', async () => {
  const announced = ['--against', released, '--documents', manifest, '--announced', changelog];
  expect((await check(...announced)).code).toBe(0);
  const { code, output } = await check(...announced, '--strict');
  expect(code).toBe(1);
  expect(output).toContain(
    `Name these changes in the first section of ${changelog}: \`Article.readingTime\`, \`ArticleOrder.RANDOM\`, \`Query.route.path\``,
  );
});

test('The schema is compared with that of a running gateway, and without an argument with the last release', async () => {
  const { stdout: output } = await check('--against', `${gateway.address}/graphql`);
  expect(output).toBe('The schema has not changed.\n');
  expect((await check('--no-usage')).output).toMatch(/^The schema has not changed\.|^Breaking: 0 in use/m);
});

test('The check says how many requests it knows nothing of', async () => {
  const { pool } = gateway.database;
  await pool.query(
    "INSERT INTO operation_usage (day, document_hash, client_name, requests, last_seen_at) VALUES (current_date, 'other', '', 1234, now())",
  );
  const { output } = await check('--against', `${gateway.address}/graphql`);
  expect(output).toContain('1,234 more requests were of operations not stored: what they use is not known.');
  await pool.query("DELETE FROM operation_usage WHERE document_hash = 'other'");
});

test('A schema that cannot be read is named in a sentence', async () => {
  const missing = await check('--against', 'nowhere.graphql', '--no-usage');
  expect(missing).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^The schema cannot be read from nowhere\.graphql: ENOENT/),
  });
});

test('The operations that use a field are listed', async () => {
  const usage = (element: string) => runCommand(['schema', 'usage', element], settings);
  expect(summarize((await usage('Article.standfirst')).stdout)).toEqual([
    '  - Teasers (HASH), client web: 2 requests in 30 days',
    '  - Teasers (HASH), client app: 1 request in 30 days',
  ]);
  expect((await usage('Article.seo')).stdout).toBe('No operation uses Article.seo.\n');
  expect((await usage('Article.nothing')).code).toBe(1);
});
