import 'reflect-metadata';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from '../../src/database/database.js';
import { Fetcher } from '../../src/importers/fetch/fetcher.js';
import { importMarkdown } from '../../src/importers/markdown/markdown-import.js';
import { createArticleImporter } from '../../src/importers/run/article-importer.js';
import { type ImportItem, ImportStoppedError, runImport } from '../../src/importers/run/import-run.js';
import type { ImportResult } from '../../src/importers/run/imported-article.js';
import { ImportService } from '../../src/modules/import/import.service.js';
import { buildMarkdown, createFolder, parseArticle } from '../support/import-files.js';
import { createTestDatabase, getTestServer, type TestDatabase } from '../support/test-database.js';

/** Items that an import writes in one transaction. */
const BATCH_SIZE = 25;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Counts the drafts whose slugs share a prefix, over a connection of its own: those of the pool may have been terminated. */
async function countDrafts(prefix: string): Promise<number> {
  const client = new pg.Client(database.connection);
  await client.connect();
  const { rows } = await client.query<{ drafts: number }>(
    'SELECT count(*)::int AS drafts FROM draft WHERE starts_with(slug, $1)',
    [prefix],
  );
  await client.end();
  return rows[0]!.drafts;
}

/** Creates a folder with a number of articles whose slugs share a prefix. */
const folderWith = (articles: number, name: string) =>
  createFolder(
    Object.fromEntries(
      Array.from({ length: articles }, (_, i) => [
        `${name}-${i}.md`,
        buildMarkdown(`slug: ${name}-${i}`, `Text ${i} of *many* words.`),
      ]),
    ),
  );

function receiptsOf() {
  const receipts: ImportResult[] = [];
  return {
    receipts,
    report: { onResult: (each: ImportResult) => void receipts.push(each), onEnd: () => undefined },
  };
}

test('An import continues when its database connections are terminated', async () => {
  const folder = await folderWith(60, 'cut');
  const { receipts, report } = receiptsOf();
  const admin = new pg.Client({ ...getTestServer(), database: 'postgres' });
  await admin.connect();
  let [cuts, isDone] = [0, false];
  const cutting = (async () => {
    while (!isDone && cuts < 12) {
      await sleep(600);
      const { rows } = await admin.query<{ cut: boolean }>(
        `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
         WHERE datname = '${database.connection.database}'`,
      );
      cuts += rows.length;
    }
  })();
  await importMarkdown(folder, new ImportService(database.prisma), { report }).finally(async () => {
    isDone = true;
    await cutting;
    await admin.end();
  });
  expect(cuts).toBeGreaterThan(2);
  expect(
    receipts.map(({ item, outcome }) => [item, outcome]).filter(([, outcome]) => outcome === 'refused'),
  ).toEqual([]);
  expect(receipts).toHaveLength(60);
  expect(await countDrafts('cut-')).toBe(60);
});

test('An import that loses its database reports where it stopped and resumes later', async () => {
  const { connection } = database;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const path = `${connection.host}/.s.PGSQL.${connection.port}`;
    const upstream = String(connection.host).startsWith('/')
      ? connect(path)
      : connect(Number(connection.port), String(connection.host));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream).pipe(client);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = proxy.address() as AddressInfo;
  const lost = openDatabase({ ...connection, host: '127.0.0.1', port }, 2, 2_000);
  const editing = new ImportService(lost.prisma, { retries: 3, minTimeout: 20 });
  const { receipts, report } = receiptsOf();
  const folder = await folderWith(60, 'lost');
  const receipt = (each: ImportResult) => {
    report.onResult(each);
    if (receipts.length < BATCH_SIZE || !proxy.listening) return;
    proxy.close();
    for (const socket of sockets) socket.destroy();
  };
  const failure = await importMarkdown(folder, editing, { report: { ...report, onResult: receipt } }).catch(
    (error: unknown) => error,
  );
  await lost.close();
  expect(failure).toBeInstanceOf(ImportStoppedError);
  expect((failure as Error).message).toMatch(
    /^The database is unavailable: .+ The import stopped after 25 items; the last one was posts\/lost-\d+\.md\. Items reported so far are imported; run the same command again to continue\.$/,
  );
  expect(receipts).toHaveLength(BATCH_SIZE);
  expect(await countDrafts('lost-')).toBe(BATCH_SIZE);
  const again = await importMarkdown(folder, new ImportService(database.prisma));
  expect(again.counts).toMatchObject({ created: 35, unchanged: BATCH_SIZE });
});

test('An import waits for a restarting source and stops when it stays away', async () => {
  const answer = () =>
    createHttpServer((_request, response) => response.setHeader('connection', 'close').end('here'));
  let server = answer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const fetcher = new Fetcher({ allowPrivate: true, maxRetryDelaySeconds: 0.3 });
  const leave = async () => {
    server.close();
    await once(server, 'close');
  };
  const items = async function* (restarts: boolean): AsyncGenerator<ImportItem> {
    for (let i = 0; i < 4; i += 1) {
      if (i === 2) await leave();
      if (i === 2 && restarts) {
        sleep(500).then(() => {
          server = answer().listen(port, '127.0.0.1');
        });
      }
      await fetcher.get(`http://127.0.0.1:${port}/`);
      const { article } = parseArticle(
        buildMarkdown(`slug: away-${restarts}-${i}`),
        `posts/away-${restarts}-${i}.md`,
      );
      yield { item: `post ${i}`, article, warnings: [], unusedFields: [] };
    }
  };
  const importer = createArticleImporter(new ImportService(database.prisma));
  expect((await runImport(items(true), importer)).counts.created).toBe(4);
  await expect(runImport(items(false), importer)).rejects.toThrow(
    /cannot be read \(.*ECONNREFUSED.*\)\. The import stopped after 2 items; the last one was post 1\. Items reported so far are imported/,
  );
  expect(await countDrafts('away-false')).toBe(2);
});
