import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
// @ts-expect-error: a script that writes documents
import { renderCoverage } from '../../bin/coverage.mjs';

test('The table of coverage is that of schema.graphql (npm run docs writes it)', async () => {
  const page = await readFile(new URL('../../docs/api/coverage.md', import.meta.url), 'utf8');
  expect(page).toContain(`<!-- generated: coverage -->\n${renderCoverage()}\n<!-- /generated -->`);
});
