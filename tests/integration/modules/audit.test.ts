import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let key: string;
let desk: Query;
let admin: Query;
let id: string;

const ENTRY =
  'at keyName keyPrefix action target targetType outcome revision missingScope userErrors { code field message }';
const NOTHING = 'QXJ0aWNsZTo5OTk';

beforeAll(async () => {
  gateway = await startGateway();
  key = await gateway.createKey('write');
  desk = gateway.queryAs(key);
  admin = gateway.queryAs(await gateway.createKey('admin'));
  const { createArticle } = await desk(
    'mutation { createArticle(input: { title: "Watched" }) { article { id } } }',
  );
  ({ id } = createArticle.article);
  await desk(`mutation { updateArticle(input: { id: "${id}", title: "Seen" }) { revision } }`);
  await desk(
    `mutation { updateArticle(input: { id: "${id}", expectedRevision: 1, title: "Lost" }) { revision } }`,
  );
  await desk(`mutation { updateArticle(input: { id: "${NOTHING}", title: "Nobody" }) { revision } }`);
  await desk('mutation { createArticle(input: { title: "" }) { revision } }');
  await gateway.queryErrors(
    `mutation { publishArticle(input: { id: "${id}" }) { revision } }`,
    {},
    bearer(key),
  );
});
afterAll(() => gateway.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const audit = async (args = '', fields = `nodes { ${ENTRY} }`) =>
  (await admin(`{ audit${args} { ${fields} } }`)).audit;

test('The audit lists completed, refused and forbidden mutations of every key, newest first', async () => {
  const { nodes, totalCount } = await audit('', `totalCount nodes { ${ENTRY} }`);
  expect(totalCount).toBe(6);
  const unrefused = { missingScope: null, userErrors: [] };
  const article = { target: id, targetType: 'Article' };
  expect(nodes).toMatchObject([
    {
      action: 'publishArticle',
      outcome: 'FORBIDDEN',
      missingScope: 'publish',
      ...article,
    },
    { action: 'createArticle', outcome: 'REFUSED', target: null, userErrors: [{ field: ['title'] }] },
    {
      action: 'updateArticle',
      outcome: 'REFUSED',
      target: NOTHING,
      userErrors: [{ code: 'NOT_FOUND', field: ['id'] }],
    },
    {
      action: 'updateArticle',
      outcome: 'REFUSED',
      ...article,
      userErrors: [{ code: 'CONFLICT', field: ['expectedRevision'] }],
    },
    { action: 'updateArticle', outcome: 'DONE', revision: 2, ...article, ...unrefused },
    { action: 'createArticle', outcome: 'DONE', revision: 1, ...article, ...unrefused },
  ]);
  for (const { keyName, keyPrefix } of nodes)
    expect([keyName, keyPrefix]).toEqual(['Desk', key.slice(0, 11)]);
});

test('The audit is filtered by key, action, target and time', async () => {
  const actions = async (filter: string) =>
    (await audit(`(filter: { ${filter} })`)).nodes.map(({ action, outcome }: any) => `${action} ${outcome}`);
  expect(await actions(`target: "${id}"`)).toHaveLength(4);
  expect(await actions(`target: "${NOTHING}"`)).toEqual(['updateArticle REFUSED']);
  expect(await actions('action: "publishArticle"')).toEqual(['publishArticle FORBIDDEN']);
  expect(await actions(`key: "${key.slice(0, 11)}", action: "createArticle"`)).toHaveLength(2);
  expect(await actions('key: "Desk"')).toHaveLength(6);
  expect(await actions('key: "Nobody"')).toEqual([]);
  const { nodes } = await audit('(first: 100)');
  const moment = nodes[3].at;
  const [since, until] = [await actions(`since: "${moment}"`), await actions(`until: "${moment}"`)];
  expect(since.length + until.length).toBe(6);
  expect(until).toEqual(
    nodes.filter(({ at }: any) => at < moment).map(({ action, outcome }: any) => `${action} ${outcome}`),
  );
});

test('The audit is paged with cursors and keeps the entries of deleted articles', async () => {
  const first = await audit('(first: 4)', 'pageInfo { hasNextPage endCursor } nodes { action }');
  expect(first.pageInfo.hasNextPage).toBe(true);
  const rest = await audit(
    `(first: 4, after: "${first.pageInfo.endCursor}")`,
    'pageInfo { hasNextPage } nodes { action }',
  );
  expect(rest).toEqual({
    pageInfo: { hasNextPage: false },
    nodes: [{ action: 'updateArticle' }, { action: 'createArticle' }],
  });
  await admin(`mutation { deleteArticle(input: { id: "${id}" }) { deletedId } }`);
  const { nodes } = await audit(`(first: 1, filter: { target: "${id}" })`);
  expect(nodes).toMatchObject([{ action: 'deleteArticle', outcome: 'DONE', target: id, revision: null }]);
});

test('The audit requires the admin scope', async () => {
  for (const headers of [{}, bearer(key)]) {
    expect((await gateway.queryErrors('{ audit { totalCount } }', {}, headers))[0]).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  }
});

test('A mutation without an API key adds no audit entry', async () => {
  const { totalCount } = await audit('', 'totalCount');
  await gateway.queryErrors('mutation { createArticle(input: { title: "Stranger" }) { revision } }');
  expect((await audit('', 'totalCount')).totalCount).toBe(totalCount);
});

test('A mutation that is retried with its idempotency key adds one audit entry', async () => {
  const retry = { 'idempotency-key': 'once' };
  const document = 'mutation { createArticle(input: { title: "Once" }) { revision } }';
  const before = (await audit('', 'totalCount')).totalCount;
  for (let i = 0; i < 3; i++) await desk(document, {}, retry);
  expect((await audit('', 'totalCount')).totalCount).toBe(before + 1);
});
