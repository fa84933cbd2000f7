import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sendTogether } from '../../../src/mutations/send-together.js';
import { withWriteLock } from '../../../src/mutations/write-lock.js';
import { recordRoundTrips } from '../../support/statements.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

describe('Statements of a transaction that are sent together', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  test('are sent before the first is answered, and each sees what those before it wrote', async () => {
    const { prisma } = database;
    const results: unknown[] = [];
    const trips = await recordRoundTrips(() =>
      withWriteLock(prisma, async (tx) => {
        const countTags = () => tx.tag.count();
        const findNames = () => tx.tag.findMany({ select: { name: true }, orderBy: { name: 'asc' } });
        results.push(
          ...(await sendTogether([
            countTags,
            () => tx.$executeRaw`INSERT INTO tag (slug, name) VALUES ('dams', 'Dams')`,
            findNames,
            () => tx.$executeRawUnsafe(`UPDATE tag SET name = 'Rivers'`),
            () => tx.tag.create({ data: { slug: 'floods', name: 'Floods' }, select: { name: true } }),
            () => tx.$queryRaw`SELECT name FROM tag ORDER BY name`,
            findNames,
          ])),
        );
      }),
    );
    expect(results).toEqual([
      0,
      1,
      [{ name: 'Dams' }],
      1,
      { name: 'Floods' },
      [{ name: 'Floods' }, { name: 'Rivers' }],
      [{ name: 'Floods' }, { name: 'Rivers' }],
    ]);
    expect(trips.map((statements) => statements.length)).toEqual([1, 1, 7, 1]); // BEGIN, the lock, these and COMMIT
  });

  test('throw the error of the first that fails, and write nothing', async () => {
    const { prisma } = database;
    const before = await prisma.author.count();
    const writing = withWriteLock(prisma, (tx) =>
      sendTogether([
        () => tx.$executeRaw`INSERT INTO author (slug, name) VALUES ('ann', 'Ann')`,
        () => tx.$executeRaw`INSERT INTO author (slug, name) VALUES ('ann', 'Another Ann')`,
        () => tx.$executeRaw`INSERT INTO author (slug, name) VALUES ('joe', 'Joe')`,
        () => tx.author.count(),
      ]),
    );
    await expect(writing).rejects.toThrow(/unique|duplicate/i);
    expect(await prisma.author.count()).toBe(before);
    await withWriteLock(prisma, (tx) => tx.author.create({ data: { slug: 'ann', name: 'Ann' } }));
    expect(await prisma.author.count()).toBe(before + 1);
  });
});
