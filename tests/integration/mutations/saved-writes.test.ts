import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { CHANGE_LOG_LOCK } from '../../../src/changes/change-log.js';
import { openDatabase } from '../../../src/database/database.js';
import { recoverCommit } from '../../../src/mutations/recover-commit.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { type OutageProxy, startOutageProxy } from '../../support/outage-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { waitUntil } from '../../support/until.js';

const READ_SECONDS = 0.5;
const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { id title status section { name } } userErrors { message } }
}`;
const PUBLISHED = { input: { title: 'The dam holds', publish: {} } };

let gateway: Gateway;
let key: string;
const send = async (query: string, variables: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as { data?: any; errors?: any[] }) };
};
const countDrafts = () => gateway.database.prisma.draft.count();

/** Runs work while another session holds a lock that a statement takes. */
async function withLock<Result>(
  statement: string,
  work: (release: () => Promise<unknown>) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(gateway.database.connection);
  await client.connect();
  await client.query('BEGIN');
  await client.query(statement);
  try {
    return await work(() => client.query('ROLLBACK'));
  } finally {
    await client.end();
  }
}

/** Locks what mutations read for their result, but do not write. */
const withoutResults = <Result>(work: () => Promise<Result>) =>
  withLock('ALTER VIEW preview.article RENAME TO locked_article', work);

describe('A mutation whose write took its time', () => {
  let database: TestDatabase;
  let impatient: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    const { connection } = database;
    impatient = { ...openDatabase(connection, 5, READ_SECONDS * 1_000), connection };
    gateway = await startGateway({}, { database: impatient });
    key = await gateway.createKey('write', 'publish', 'preview');
  });
  afterAll(async () => {
    await gateway.close();
    await impatient.close();
    await database.close();
  });

  test('A write that took longer than READ_SECONDS returns its result', async () => {
    const sentAt = Date.now();
    const { data, errors } = await withLock(
      `SELECT pg_advisory_xact_lock(${CHANGE_LOG_LOCK})`,
      async (release) => {
        const answer = send(CREATE, PUBLISHED);
        await waitUntil(() => Date.now() - sentAt > READ_SECONDS * 1_000 * 1.2);
        await release();
        return answer;
      },
    );
    expect(errors).toBeUndefined();
    expect(data.createArticle.article).toMatchObject({ title: 'The dam holds', status: 'PUBLISHED' });
  });

  test('A saved write is reported as saved, with its ID, if its result cannot be read', async () => {
    const before = await countDrafts();
    const { status, data, errors } = await withoutResults(() => send(CREATE, PUBLISHED));
    expect(await countDrafts()).toBe(before + 1);
    const { id } = await gateway.database.prisma.draft.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect({ status, data, errors }).toEqual({
      status: 200,
      data: { createArticle: { article: null, userErrors: [] } },
      errors: [
        {
          message:
            'The change was saved, but its result could not be read. Do not send it again; read it later.',
          locations: expect.anything(),
          path: ['createArticle', 'article'],
          extensions: {
            code: 'RESULT_UNAVAILABLE',
            saved: true,
            id: Buffer.from(`Article:${id}`).toString('base64url'),
          },
        },
      ],
    });
  });

  test('A repeated idempotency key reads the result of the write that could not be read', async () => {
    const headers = { 'idempotency-key': 'dam' };
    const before = await countDrafts();
    const first = await withoutResults(() => send(CREATE, PUBLISHED, headers));
    expect(first.errors?.[0].extensions).toMatchObject({ code: 'RESULT_UNAVAILABLE', saved: true });
    const second = await send(CREATE, PUBLISHED, headers);
    expect(second.errors).toBeUndefined();
    expect(second.data.createArticle.article).toMatchObject({ status: 'PUBLISHED' });
    expect(await countDrafts()).toBe(before + 1);
  });

  test('A refused write is not reported as saved if its result cannot be read', async () => {
    const { data, errors } = await withoutResults(() => send(CREATE, { input: { title: '' } }));
    expect(errors).toBeUndefined();
    expect(data.createArticle.userErrors).not.toEqual([]);
  });

  test('An error of another kind in the result keeps its code, and says that the change was saved', async () => {
    const writer = await gateway.createKey('write', 'publish');
    const { data, errors } = await send(
      `mutation ($input: CreateArticleInput!) {
        createArticle(input: $input) { article { section { name } revisions(first: 1, after: "?") { nodes { number } } } }
      }`,
      PUBLISHED,
      { authorization: `Bearer ${writer}` },
    );
    expect(data).toEqual({ createArticle: { article: { section: null, revisions: null } } });
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('after'),
        extensions: { code: 'BAD_USER_INPUT', saved: true, id: expect.any(String) },
      }),
    ]);
  });
});

describe('A mutation whose commit is not confirmed', () => {
  let database: TestDatabase;
  let proxy: OutageProxy;
  let reached: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startOutageProxy(database.connection);
    reached = { ...openDatabase(proxy.connection, 5, 60_000), connection: proxy.connection };
    gateway = await startGateway({}, { database: reached });
    key = await gateway.createKey('write', 'publish', 'preview');
  });
  afterAll(async () => {
    await gateway.close();
    await reached.close();
    proxy.close();
    await database.close();
  });

  test('A write returns its result if its connection is lost after its commit', async () => {
    const before = await countDrafts();
    proxy.loseAnswerWith('COMMIT');
    const { data, errors } = await send(CREATE, PUBLISHED);
    expect(errors).toBeUndefined();
    expect(data.createArticle.article).toMatchObject({ status: 'PUBLISHED' });
    expect(await countDrafts()).toBe(before + 1);
  });

  test('A commit of which PostgreSQL knows nothing is neither saved nor refused', async () => {
    const lost = { transactionId: String(2 ** 40), result: 'saved' };
    const error = Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });
    const unconfirmed = recoverCommit(gateway.database.prisma, lost, error);
    await expect(unconfirmed).rejects.toMatchObject({ extensions: { code: 'WRITE_UNCONFIRMED' } });
  });

  test('A write returns an error of availability if its connection is lost before its commit', async () => {
    const before = await countDrafts();
    proxy.loseAnswerWith('INSERT 0');
    const { errors } = await send(CREATE, PUBLISHED);
    expect(errors?.[0].extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
    expect(await countDrafts()).toBe(before);
  });
});
