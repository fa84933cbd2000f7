import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { QueryBatcher } from '../../../src/database/read/query-batcher.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
let pool: pg.Pool;
/** Statements sent to PostgreSQL, and the connections that carried them. */
let sent: { text: string; values: unknown[] }[] = [];
const connections = new Set<object>();
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ ...database.connection, max: 5, pipeline: true } as pg.PoolConfig);
  pool.on('error', () => undefined); // connections are ended by force with the database
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    const query = client.query as (...args: unknown[]) => unknown;
    client.query = ((batch: { statements: typeof sent }, ...args: unknown[]) => {
      sent.push(...batch.statements);
      connections.add(client);
      return query.call(client, batch, ...args);
    }) as never;
  });
  await database.pool.query(`CREATE TABLE animal (id int PRIMARY KEY, name text);
    INSERT INTO animal VALUES (1, 'heron'), (2, 'otter'), (3, 'seal')`);
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

const TEXT = 'SELECT name, id FROM animal WHERE id = ANY($1) ORDER BY id';
const ANIMALS = { name: 'animals', text: TEXT };
const AT = new Date('2026-12-01T04:00:00Z');
const soon = () => Date.now() + 60_000;
/** Returns a query that selects a number after a delay in seconds. */
const slow = (seconds: number, number = 1) => ({
  text: `SELECT $1::int AS number FROM pg_sleep(${seconds})`,
  values: [number],
});

test('Queries of one tick share a connection, and identical queries are sent once', async () => {
  const pipeline = new QueryBatcher(pool);
  const ask = (number: unknown) =>
    pipeline.query({ text: 'SELECT $1::text AS is', values: [number] }, soon());
  sent = [];
  connections.clear();
  const answers = await Promise.all(['1', '2', '1', null, Number.NaN, 1n].map(ask));
  expect(answers.map(({ rows }) => rows[0]![0])).toEqual(['1', '2', '1', null, 'NaN', '1']);
  expect(answers[0]).toBe(answers[2]);
  // A bigint is sent to PostgreSQL as its text.
  expect(sent.map(({ values }) => values[0])).toEqual(['1', '2', null, Number.NaN]);
  expect(connections.size).toBe(1);
  await ask('1');
  expect(sent).toHaveLength(5);
});

test("Key lookups of one tick share a statement and return each caller's rows", async () => {
  const pipeline = new QueryBatcher(pool);
  sent = [];
  const found = await Promise.all(
    [[1, 3], [2], [3, 4], [], [3, 3]].map((keys) => pipeline.loadRowsByKeys(ANIMALS, 1, keys, soon())),
  );
  const heron = ['heron', 1];
  const seal = ['seal', 3];
  expect(found).toEqual([[heron, seal], [['otter', 2]], [seal], [], [seal]]);
  expect(sent).toHaveLength(1);
  expect(await pipeline.loadRowsByKeys(ANIMALS, 1, [2, 1], soon())).toEqual([heron, ['otter', 2]]);
});

test('A key that PostgreSQL rejects fails only the lookup that asked for it', async () => {
  const pipeline = new QueryBatcher(pool);
  const [sound, wrong, other] = await Promise.allSettled([
    pipeline.loadRowsByKeys(ANIMALS, 1, [1], soon()),
    pipeline.loadRowsByKeys(ANIMALS, 1, [2 ** 40], soon()),
    pipeline.query({ text: 'SELECT 1 AS one' }, soon()),
  ]);
  expect(sound).toEqual({ status: 'fulfilled', value: [['heron', 1]] });
  expect(wrong).toEqual({ status: 'rejected', reason: expect.objectContaining({ code: '22003' }) });
  expect(other).toEqual({ status: 'fulfilled', value: { columns: ['one'], rows: [[1]] } });
});

test('Statements after one that fails are sent again, and the connection of the failure is closed', async () => {
  const pipeline = new QueryBatcher(pool);
  sent = [];
  connections.clear();
  const outcomes = await Promise.allSettled([
    pipeline.query({ text: 'SELECT 1 AS one' }, soon()),
    pipeline.query({ text: 'SELECT 1 / 0' }, soon()),
    pipeline.query({ text: 'SELECT $1::int AS two', values: [2] }, soon()),
    pipeline.query({ text: 'SELECT nothing' }, soon()),
    pipeline.loadRowsByKeys(ANIMALS, 1, [1], soon()),
  ]);
  expect(outcomes).toEqual([
    { status: 'fulfilled', value: { columns: ['one'], rows: [[1]] } },
    { status: 'rejected', reason: expect.objectContaining({ code: '22012' }) },
    { status: 'fulfilled', value: { columns: ['two'], rows: [[2]] } },
    { status: 'rejected', reason: expect.objectContaining({ code: '42703' }) },
    { status: 'fulfilled', value: [['heron', 1]] },
  ]);
  expect(sent).toHaveLength(5 + 3 + 1);
  expect(connections.size).toBe(3);
});

test('A value that cannot be sent fails its statement alone', async () => {
  const pipeline = new QueryBatcher(pool);
  const toPostgres = () => {
    throw new Error('unsendable');
  };
  const outcomes = await Promise.allSettled([
    pipeline.query({ text: 'SELECT $1::text', values: [{ toPostgres }] }, soon()),
    pipeline.query({ text: 'SELECT 2 AS two' }, soon()),
  ]);
  expect(outcomes).toEqual([
    { status: 'rejected', reason: new Error('unsendable') },
    { status: 'fulfilled', value: { columns: ['two'], rows: [[2]] } },
  ]);
});

test('A named statement has the same columns each time, also within one batch and without rows', async () => {
  const pipeline = new QueryBatcher(pool);
  const find = (name: string) =>
    pipeline.query(
      {
        name: 'found',
        text: 'SELECT id, $1::timestamptz AS at FROM animal WHERE name = $2',
        values: [AT, name],
      },
      soon(),
    );
  const columns = ['id', 'at'];
  expect(await Promise.all(['otter', 'eel'].map(find))).toEqual([
    { columns, rows: [[2, AT]] },
    { columns, rows: [] },
  ]);
  expect(await find('seal')).toEqual({ columns, rows: [[3, AT]] });
});

test('Each query times out at its own deadline without affecting others', async () => {
  const pipeline = new QueryBatcher(pool);
  const impatient = pipeline.query(slow(1.5), Date.now() + 150).catch(({ message }) => message);
  const others = Promise.all([pipeline.query(slow(1.5, 2), soon()), pipeline.query(slow(1.5), soon())]);
  expect(await Promise.race([impatient, others])).toMatch('did not respond in time');
  const [patient, alike] = await others;
  expect([patient.rows, alike.rows]).toEqual([[[2]], [[1]]]);
  await expect(pipeline.query(slow(1.5), Date.now() + 50)).rejects.toThrow('did not respond in time');
});

test('A query that timed out while it waited for a connection is not sent', async () => {
  const pipeline = new QueryBatcher(pool);
  const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  const late = pipeline.query(slow(0, 1), Date.now() + 100);
  const patient = pipeline.query(slow(0, 2), soon());
  await expect(late).rejects.toThrow('did not respond in time');
  sent = [];
  // Set the clock back, as a timer may fire a millisecond early by it.
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 50);
  for (const client of taken) client.release();
  expect((await patient).rows).toEqual([[2]]);
  clock.mockRestore();
  expect(sent.map(({ values }) => values)).toEqual([[2]]);
});

test('A slow query of one batcher does not delay another batcher', async () => {
  const taken: string[] = [];
  await Promise.all([
    new QueryBatcher(pool).query(slow(1.5), soon()).then(() => taken.push('slow')),
    new QueryBatcher(pool).loadRowsByKeys(ANIMALS, 1, [1], soon()).then(() => taken.push('quick')),
  ]);
  expect(taken).toEqual(['quick', 'slow']);
});

test('A connection that PostgreSQL ends rejects its statement, and the others are sent again', async () => {
  const pipeline = new QueryBatcher(pool);
  const outcomes = await Promise.allSettled([
    pipeline.query({ text: 'SELECT pg_terminate_backend(pg_backend_pid())' }, soon()),
    pipeline.loadRowsByKeys(ANIMALS, 1, [1], soon()),
  ]);
  expect(outcomes).toEqual([
    { status: 'rejected', reason: expect.objectContaining({ code: '57P01' }) },
    { status: 'fulfilled', value: [['heron', 1]] },
  ]);
});

test('A connection that is lost rejects all its statements, and the next one gets a new connection', async () => {
  const pipeline = new QueryBatcher(pool);
  const all = [1, 2].map((number) => pipeline.query(slow(5, number), soon()));
  const settled = Promise.allSettled(all);
  const [client] = await waitForClient();
  client!.connection.stream.destroy(new Error('The network is down.'));
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await pipeline.loadRowsByKeys(ANIMALS, 1, [1], soon())).toEqual([['heron', 1]]);
});

test('A statement whose columns have changed fails once on a connection, and others of its batch do not', async () => {
  const pipeline = new QueryBatcher(pool);
  const find = () => pipeline.query({ name: 'every bird', text: 'SELECT * FROM bird' }, soon());
  const beside = () => pipeline.query({ text: 'SELECT 1 AS one' }, soon());
  await database.pool.query("CREATE TABLE bird (name text); INSERT INTO bird VALUES ('tern')");
  expect(await find()).toEqual({ columns: ['name'], rows: [['tern']] });
  await database.pool.query('ALTER TABLE bird ADD COLUMN legs int DEFAULT 2');
  const [changed, other] = await Promise.allSettled([find(), beside()]);
  expect(changed).toMatchObject({ status: 'rejected', reason: { code: '0A000' } });
  expect(other).toMatchObject({ status: 'fulfilled', value: { rows: [[1]] } });
  expect(await find()).toEqual({ columns: ['name', 'legs'], rows: [['tern', 2]] });
});

test('A batch without an answer rejects all its statements after the grace period', async () => {
  const pipeline = new QueryBatcher(pool);
  const batch = [slow(10, 1), slow(0, 2)].map((each) => pipeline.query(each, Date.now() + 100));
  const outcomes = await Promise.allSettled(batch);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await pipeline.query(slow(0, 3), soon())).rows).toEqual([[3]]);
});

/** Returns the clients that execute a statement, once there are any. */
async function waitForClient(): Promise<{ connection: { stream: { destroy(error: Error): void } } }[]> {
  const isActive = ({ activeQuery, _activeQuery }: Record<string, unknown>) => activeQuery ?? _activeQuery;
  for (;;) {
    const clients = (pool as unknown as { _clients: Record<string, unknown>[] })._clients.filter(isActive);
    if (clients.length > 0) return clients as never;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
