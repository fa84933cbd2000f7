import { expect, test } from '@jest/globals';
import { Prisma } from '../../../src/database/generated/client.js';
import type { ReadClient } from '../../../src/database/read/read-client.js';
import { loadSitemapParts } from '../../../src/modules/sitemap/sitemap-rows.js';
import { startGateway } from '../../support/gateway.js';

const IS_GERMAN = Prisma.sql`split_part(lower(t.language), '-', 1) = 'de'`;
const RIGHTS = { isAllowedBySite: true, forbiddenSections: [] };

test('The index of the sitemap reads no list of all articles of a language', async () => {
  const gateway = await startGateway({ SITE_LANGUAGES: 'de', SITE_LANGUAGE_FALLBACKS: 'de:en' });
  const { pool, jobPool, readClients } = gateway.database;
  try {
    const id = await gateway.save({ slug: 'first' });
    const client = await jobPool.connect();
    await client.query(`
      BEGIN;
      SET LOCAL session_replication_role = replica;
      INSERT INTO article SELECT (jsonb_populate_record(a, jsonb_build_object(
        'id', i, 'slug', 'story-' || i, 'path', '/story-' || i, 'language', CASE i % 4 WHEN 0 THEN 'de' ELSE 'en' END
      ))).* FROM article a, generate_series(100, 20000) i WHERE a.id = ${id};
      COMMIT;
      ANALYZE article;
    `);
    client.release();
    const reader = readClients.published.withLanguage('de');
    const plans: string[] = [];
    const explaining = Object.create(reader, {
      query: {
        value: async ({ text, values }: Prisma.Sql) => {
          const { rows } = await pool.query(`EXPLAIN ${text}`, [...values]);
          plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          return [];
        },
      },
    }) as ReadClient;
    await loadSitemapParts({ reader: explaining, condition: IS_GERMAN, rights: RIGHTS });
    const parts = await loadSitemapParts({ reader, condition: IS_GERMAN, rights: RIGHTS });
    expect(parts.map(({ part }) => part)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(plans).toEqual([expect.stringContaining('article_sitemap_part')]);
    expect(plans[0]).not.toContain('article_language_listed_at');
  } finally {
    await gateway.close();
  }
});
