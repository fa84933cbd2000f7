import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const MODULES = fileURLToPath(new URL('../../../../src/modules', import.meta.url));
/** Tables and views of bodies, by their names in SQL and in Prisma's client. */
const BODY_TABLES =
  /\b(article_body|article_full_body|article_preview|draft_body|draft_preview|body_of_draft|stored_body)\b|\.(articleBody|articleFullBody|draftBody|draftPreview)\b/;

test('Only the folder bodies names the tables of bodies', () => {
  const files = readdirSync(MODULES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const naming = files.filter((file) => BODY_TABLES.test(readFileSync(join(MODULES, file), 'utf8')));
  expect(naming.length).toBeGreaterThan(0);
  expect(naming.filter((file) => !file.startsWith('bodies/'))).toEqual([]);
});
