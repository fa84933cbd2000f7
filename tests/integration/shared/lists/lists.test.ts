import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../../support/gateway.js';
import { createListFilter, type ListCase, type Row, selectRows } from '../../../support/list-cases.js';
import { addListedContent, readListCases, readWholeListCases } from '../../../support/listed-content.js';
import { createRandom } from '../../../support/random.mjs';

/**
 * Random filters of each list in one run, more in tests/stress/random-lists.test.ts; another run with
 * `LIST_SEED=7 LIST_FILTERS=500 npm test -- lists.test`.
 */
const FILTER_COUNT = Number(process.env.LIST_FILTERS ?? 12);
const random = createRandom(Number(process.env.LIST_SEED ?? 20_261_129));
const PAGE =
  'totalCount edges { cursor node { KEY } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

let gateway: Gateway;
let key: string;
let pagedLists: ListCase[];
let wholeLists: ListCase[];
beforeAll(async () => {
  gateway = await startGateway();
  key = await gateway.createKey('admin');
  await addListedContent(gateway, random);
  pagedLists = await readListCases(gateway);
  wholeLists = await readWholeListCases(gateway);
});
afterAll(() => gateway.close());

const ask = (list: ListCase): Query => gateway.queryAs(key, list.perspective);

function buildDocument({ selection, filterType, orderType, key: field }: ListCase, isPaged: boolean): string {
  const args = ['filter: $filter', 'orderBy: $orderBy'];
  if (isPaged) args.push('first: $first', 'last: $last', 'after: $after', 'before: $before');
  const page = isPaged ? ', $first: Int, $last: Int, $after: String, $before: String' : '';
  return `query ($filter: ${filterType}, $orderBy: ${orderType}!${page}) {
    ${selection.replace('ARGS', args.join(', ')).replace('PAGE', PAGE.replace('KEY', field))}
  }`;
}

/** Returns the innermost list of a response. */
function unwrap(data: any): any {
  const [value] = Object.values<any>(data);
  if (value.edges) return value;
  return Array.isArray(value) && value[0]?.subscriptions ? value[0].subscriptions : value;
}

const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;

/** Expects a page from either end, and the page beside one of its elements, to be those of the matching rows. */
async function expectPages(list: ListCase, filter: object | null, orderBy: string): Promise<void> {
  const expected = selectRows(list, filter, orderBy);
  const document = buildDocument(list, true);
  const size = pick([0, 1, 2, 5, 20, 100]);
  const load = async (args: object) => unwrap(await ask(list)(document, { filter, orderBy, ...args }));
  const toKeys = (rows: Row[]) => rows.map(({ id }) => id);
  const getKeys = ({ edges }: any) => edges.map(({ node }: any) => node[list.key]);
  const describe = `${list.name} by ${orderBy} with ${JSON.stringify(filter)}`;

  const first = await load({ first: size });
  expect([describe, getKeys(first)]).toEqual([describe, toKeys(expected.slice(0, size))]);
  expect(first.totalCount).toBe(expected.length);
  expect(first.pageInfo.hasNextPage).toBe(expected.length > size);
  expect(first.pageInfo.hasPreviousPage).toBe(false);
  const last = await load({ last: size });
  expect([describe, getKeys(last)]).toEqual([describe, toKeys(size === 0 ? [] : expected.slice(-size))]);
  expect(last.pageInfo.hasPreviousPage).toBe(expected.length > size);
  if (size === 0 || expected.length === 0) return;

  const index = Math.floor(random() * Math.min(size, expected.length));
  const { cursor } = first.edges[index];
  const after = await load({ first: size, after: cursor });
  expect(getKeys(after)).toEqual(toKeys(expected.slice(index + 1, index + 1 + size)));
  expect(after.totalCount).toBe(expected.length);
  const before = await load({ last: size, before: cursor });
  expect(getKeys(before)).toEqual(toKeys(expected.slice(Math.max(index - size, 0), index)));
}

test('Random filters, orders and pages of every list return the rows that match, in both directions', async () => {
  for (const list of pagedLists) {
    for (const orderBy of Object.keys(list.orders)) await expectPages(list, null, orderBy);
    for (let i = 0; i < FILTER_COUNT; i++)
      await expectPages(list, createListFilter(random, list), pick(Object.keys(list.orders)));
  }
});

test('Random filters of the lists without pages return the rows that match', async () => {
  for (const list of wholeLists) {
    for (let i = 0; i < FILTER_COUNT; i++) {
      const filter = createListFilter(random, list) ?? {};
      const orderBy = pick(Object.keys(list.orders));
      const rows = unwrap(await ask(list)(buildDocument(list, false), { filter, orderBy }));
      const expected = selectRows(list, filter, orderBy).map(({ id }) => id);
      expect([filter, orderBy, rows.map(({ id }: Row) => id)]).toEqual([filter, orderBy, expected]);
    }
  }
});

test('Files that are used are those with usages', async () => {
  const document = `query ($isUsed: Boolean!) {
    mediaFiles(first: 100, filter: { isUsed: $isUsed }) { nodes { name usages { type } } }
  }`;
  for (const isUsed of [true, false]) {
    const { mediaFiles } = await gateway.queryAs(key)(document, { isUsed });
    expect(mediaFiles.nodes.length).toBeGreaterThan(5);
    for (const { name, usages } of mediaFiles.nodes)
      expect([name, usages.length > 0]).toEqual([name, isUsed]);
  }
});

test('The cases cover every condition and order of the filters of lists', async () => {
  for (const { filterType, orderType, conditions, orders } of [...pagedLists, ...wholeLists]) {
    const { filter, order } = await gateway.query(
      `{ filter: __type(name: "${filterType}") { inputFields(includeDeprecated: true) { name } }
         order: __type(name: "${orderType}") { enumValues { name } } }`,
    );
    expect(Object.keys(conditions).sort()).toEqual(filter.inputFields.map(({ name }: Row) => name).sort());
    expect(Object.keys(orders).sort()).toEqual(order.enumValues.map(({ name }: Row) => name).sort());
  }
});
