import { describe, expect, test } from '@jest/globals';
import { WRITER } from '../../../src/changes/change-log.js';
import { findContractions, getMigrationKind } from '../../../src/database/migrations/contractions.js';
import { readDatabaseSource } from '../../../src/database/migrations/database-source.js';
import { readMigrations } from '../../../src/database/migrations/migration-files.js';

/** Migrations that are no expansions in spite of their names, with what covers them. */
const COVERED: Record<string, string> = {
  // A function that only functions call, which this migration replaces.
  '20261128140500_search_words_expand': 'no release calls it',
  // Releases before it look for the body of each draft. 20261129130000_older_writers_fence refuses their writes.
  '20261129070000_shared_bodies_expand': 'older writers are refused',
  // A unique index of a new column, which a sequence fills.
  '20261129210247_revision_id_expand': 'no release writes the column',
  // A check that allows more than before.
  '20261130020110_series_source_terms_expand': 'what releases write fulfils it',
  // A unique column, which a sequence fills.
  '20261130033745_menu_and_correction_times_expand': 'no release writes the column',
  // A check that each link has an article or a front.
  '20261130034757_front_preview_links_expand': 'the links of other releases have an article',
};

describe('Statements that are no expansions', () => {
  test.each([
    'DROP TABLE article',
    'ALTER TABLE article DROP COLUMN title',
    'ALTER TABLE article RENAME COLUMN title TO name',
    'ALTER TABLE "article" ALTER COLUMN "title" SET DATA TYPE VARCHAR(10)',
    'ALTER TABLE article ALTER title TYPE VARCHAR(10)',
    'ALTER TABLE article ALTER COLUMN title SET NOT NULL',
    'ALTER TABLE article ADD COLUMN a TEXT, ADD COLUMN b TEXT NOT NULL',
    'ALTER TABLE article ADD CONSTRAINT short CHECK (length(title) < 10)',
    'CREATE UNIQUE INDEX article_title ON article (title)',
    'DROP FUNCTION public.words(text)',
    'DELETE FROM draft_body',
    'TRUNCATE article',
  ])('%s is found', (statement) => {
    expect(findContractions(`CREATE TABLE place (id INT);\n${statement};`)).toEqual([statement]);
  });

  test.each([
    ['a nullable column', 'ALTER TABLE article ADD COLUMN place TEXT'],
    ['a column with a default', 'ALTER TABLE article ADD COLUMN a INT NOT NULL DEFAULT 1, ADD COLUMN b TEXT'],
    ['an index', 'CREATE INDEX article_place ON article (place)'],
    [
      'a new table with a unique index',
      'CREATE TABLE x (id INT); CREATE UNIQUE INDEX x_id ON x (id); ALTER TABLE x ALTER COLUMN id SET NOT NULL',
    ],
    [
      'a replaced trigger',
      'DROP TRIGGER t ON article; CREATE TRIGGER t AFTER INSERT ON article EXECUTE FUNCTION f()',
    ],
    ['the body of a function', 'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DELETE FROM article; $$'],
    ['a comment', '-- DROP TABLE article;\nCREATE TABLE y (id INT)'],
  ])('A migration with %s is an expansion', (_what, sql) => {
    expect(findContractions(sql)).toEqual([]);
  });
});

test('Every migration that is called an expansion or a fence is of that kind', async () => {
  const found = (await readMigrations())
    .filter(({ name }) => getMigrationKind(name) !== 'contraction')
    .filter(({ sql }) => findContractions(sql).length > 0)
    .map(({ name }) => name);
  expect(found).toEqual(Object.keys(COVERED));
});

test('Writes name the newest migration that refuses the writes of older releases', async () => {
  const fences = (await readMigrations()).filter(({ name }) => getMigrationKind(name) === 'fence');
  const { name, sql } = fences.at(-1)!;
  expect(name.startsWith(`${WRITER}_`)).toBe(true);
  const definition = new RegExp(`FUNCTION public\\.oldest_writer\\(\\)[^;]*'${WRITER}'`);
  // The migration raises it with what it changes; the file, which is applied later, must not lower it.
  expect(sql).toMatch(definition);
  const file = (await readDatabaseSource()).find((each) => each.name === 'oldest_writer');
  expect(file?.sql).toMatch(definition);
});
