import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/database.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { type OutageProxy, startOutageProxy } from '../../support/outage-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { waitUntil } from '../../support/until.js';

const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { id } userErrors { message } }
}`;
/** SQLSTATEs of what may pass, and what PostgreSQL calls them. */
const PASSING = {
  '08000': 'connection_exception',
  '08003': 'connection_does_not_exist',
  '08006': 'connection_failure',
  '25006': 'read_only_sql_transaction',
  '25P03': 'idle_in_transaction_session_timeout',
  '25P04': 'transaction_timeout',
  '40001': 'serialization_failure',
  '40003': 'statement_completion_unknown',
  '40P01': 'deadlock_detected',
  '53200': 'out_of_memory',
  '53300': 'too_many_connections',
  '55P03': 'lock_not_available',
  '57014': 'query_canceled',
  '57P01': 'admin_shutdown',
  '57P02': 'crash_shutdown',
  '57P03': 'cannot_connect_now',
  '57P05': 'idle_session_timeout',
  terminate: 'the end of its own connection',
};
/** Where a write fails: in its first table, in its last, and at its commit. */
const PLACES = ['draft', 'audit_entry', 'commit'];

/** Makes writes fail with the code of a row of `fault`, at its place. */
const FAULTS = `
  CREATE TABLE fault (place text, code text);
  CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE found text;
  BEGIN
    SELECT code INTO found FROM fault WHERE place = TG_ARGV[0];
    IF found = 'terminate' THEN PERFORM pg_terminate_backend(pg_backend_pid());
    ELSIF found IS NOT NULL THEN RAISE EXCEPTION 'a fault' USING ERRCODE = found;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER fail BEFORE INSERT ON draft FOR EACH ROW EXECUTE FUNCTION fail('draft');
  CREATE TRIGGER fail BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION fail('audit_entry');
  CREATE CONSTRAINT TRIGGER fail_late AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION fail('commit');`;

let gateway: Gateway;
let key: string;
const write = () =>
  gateway.queryErrors(CREATE, { input: { title: 'Words' } }, { authorization: `Bearer ${key}` });
const succeeds = () =>
  gateway
    .queryAs(key)(CREATE, { input: { title: 'Words' } })
    .then(
      () => true,
      () => false,
    );
const codesOf = async (answered: ReturnType<typeof write>) =>
  (await answered).map(({ extensions }) => extensions.code);

describe('A write that PostgreSQL ends', () => {
  beforeAll(async () => {
    gateway = await startGateway();
    key = await gateway.createKey('write');
    await gateway.database.jobPool.query(FAULTS);
  });
  afterAll(() => gateway.close());

  test.each(Object.entries(PASSING))('with %s (%s) is refused as unavailable', async (code) => {
    const found: Record<string, string[]> = {};
    for (const place of PLACES) {
      await gateway.database.jobPool.query('INSERT INTO fault VALUES ($1, $2)', [place, code]);
      found[place] = await codesOf(write());
      await gateway.database.jobPool.query('DELETE FROM fault');
    }
    const unavailable = ['SERVICE_UNAVAILABLE'];
    expect(found).toEqual({ draft: unavailable, audit_entry: unavailable, commit: unavailable });
  });

  test.each(['22012', '42P01', 'XX000'])(
    'with %s is an internal error with a hidden message',
    async (code) => {
      await waitUntil(succeeds); // the test before may have ended a connection
      await gateway.database.jobPool.query('INSERT INTO fault VALUES ($1, $2)', ['draft', code]);
      expect(await codesOf(write())).toEqual(['INTERNAL_SERVER_ERROR']);
      await gateway.database.jobPool.query('DELETE FROM fault');
    },
  );
});

describe('A write whose connection is cut', () => {
  let database: TestDatabase;
  let proxy: OutageProxy;
  let reached: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startOutageProxy(database.connection);
    reached = { ...openDatabase(proxy.connection, 5, 60_000), connection: proxy.connection };
    gateway = await startGateway({}, { database: reached });
    key = await gateway.createKey('write');
  });
  afterAll(async () => {
    await gateway.close();
    await reached.close();
    proxy.close();
    await database.close();
  });

  test.each(['BEGIN', 'transactionId', 'INSERT 0'])(
    'before the answer %s arrives is refused as unavailable',
    async (answer) => {
      proxy.loseAnswerWith(answer);
      expect(await codesOf(write())).toEqual(['SERVICE_UNAVAILABLE']);
    },
  );

  test('by an outage is refused as unavailable and succeeds afterwards', async () => {
    proxy.beOut(1_000);
    expect(await codesOf(write())).toEqual(['SERVICE_UNAVAILABLE']);
    await waitUntil(succeeds);
  });
});
