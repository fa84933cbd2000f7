import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedRevisions } from '../../../src/modules/editing/seed-revisions.js';
import { seedFileTexts } from '../../../src/modules/media/seed-file-texts.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { seedArticles } from '../../support/seeds.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await seedArticles(gateway.database);
  await gateway.database.pool.query(`INSERT INTO media_file (hash, key, name, mime_type, bytes, alt)
    SELECT md5(name), name, name, 'image/webp', 1, '' FROM unnest(ARRAY['turbine.webp', 'ferry.webp']) name`);
});
afterAll(() => gateway.close());

test('Two sample articles have unpublished changes, and some files a text alternative, once and not in a used database', async () => {
  const { prisma, pool } = gateway.database;
  await seedRevisions(gateway.database);
  await seedRevisions(gateway.database);
  const changed = `SELECT d.slug, d.revision, d.title <> a.title OR d.standfirst <> a.standfirst AS "isChanged"
    FROM draft d JOIN article a ON a.id = d.id WHERE d.revision <> a.revision ORDER BY d.slug`;
  expect((await pool.query(changed)).rows).toEqual([
    { slug: 'barrier-approved-with-conditions', revision: 2, isChanged: true },
    { slug: 'harbour-warmest-since-the-log-began', revision: 2, isChanged: true },
  ]);
  await seedFileTexts(gateway.database);
  const readTexts = () =>
    prisma.mediaFile.findMany({ orderBy: { name: 'asc' }, select: { name: true, alt: true } });
  expect(await readTexts()).toEqual([
    { name: 'ferry.webp', alt: '' },
    { name: 'turbine.webp', alt: expect.stringContaining('turbine runner') },
  ]);
  await gateway.createKey('write');
  await prisma.mediaFile.updateMany({ data: { alt: '' } });
  await seedFileTexts(gateway.database);
  expect((await readTexts()).map(({ alt }) => alt)).toEqual(['', '']);
});
