import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pruneExpiredData } from '../../../src/jobs/retention.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('The offset of a consumer that is no longer set up is deleted once changes it has not read are', async () => {
  const { prisma } = database;
  await prisma.changeLog.updateMany({ data: { trimmedTo: 20n, editorTrimmedTo: 50n } });
  await prisma.changeFollower.createMany({
    data: [
      { name: 'cdn', sequence: 3n },
      { name: 'index_now', sequence: 3n },
      { name: 'web_sub', sequence: 3n },
      { name: 'up to date', sequence: 20n },
      { name: 'edits', log: 'edit', sequence: 20n },
      { name: 'later edits', log: 'edit', sequence: 60n },
    ],
  });
  const consumers = [{ name: 'cdn', consume: async () => undefined }];
  await pruneExpiredData(prisma, { changeRetentionDays: 7, consumers, jobs: ['index_now'] });
  const offsets = await prisma.changeFollower.findMany({ orderBy: { name: 'asc' } });
  expect(offsets.map(({ name }) => name)).toEqual(['cdn', 'index_now', 'later edits', 'up to date']);
});
