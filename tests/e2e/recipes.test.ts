import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHECKOUT, readPage } from '../support/documentation.js';
import {
  applySteps,
  copyCheckout,
  MADE_BY_DOCS,
  RECIPES,
  type RecipeStep,
  readRecipes,
} from '../support/recipe.js';

const recipes = readRecipes();

/** Folders and files that a checkout has beside its sources. */
const NOT_SOURCES = [
  ...['.git', '.data', 'node_modules', 'dist', 'coverage', 'generated'],
  ...['.next', 'next-env.d.ts', '*.tsbuildinfo'],
  // Other tests have it meanwhile.
  'tmp-front-end-*',
];

test('Every step of the page belongs to a recipe', () => {
  const { blocks } = readPage('docs/contributing.md');
  const steps = blocks.filter(({ marker }) => marker?.startsWith('recipe:'));
  expect([...recipes.values()].flat()).toHaveLength(steps.length);
});

describe('Recipes in a copy of the checkout', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await copyCheckout();
  });
  afterEach(() => rm(dirname(folder), { recursive: true }));

  test.each(RECIPES)(
    'the recipe "%s" passes from its first step to its last',
    async (name) => {
      const begin = performance.now();
      // The test below runs it once, for all recipes.
      const steps = omitCommands(recipes.get(name)!, /^npm run check$/);
      const output = await applySteps(steps, folder);
      if (name === 'Add a field') {
        expect(await listChangedFiles(folder)).toEqual([
          'packages/site/generated.ts',
          expect.stringMatching(/^prisma\/migrations\/\d{14}_article_kicker_expand$/),
          'prisma/schema.prisma',
          'schema.graphql',
          'src/fields/article.fields.ts',
        ]);
        expect(output).toMatch(
          /The field kicker of an article\n\s+✓ is written[^\n]*\n\s+✓ stays[^\n]*\n\s+✓ is in the differences/,
        );
        expect(output).toMatch(
          /Lists filtered by the field kicker\n\s+✓ have the articles[^\n]*\n\s+✓ follow a change/,
        );
        expect(output).toMatch(/✓ the field kicker has the same value/);
      }
      if (name === 'Add a filter condition') {
        expect(await listChangedFiles(folder)).toEqual([
          'packages/site/generated.ts',
          'schema.graphql',
          'src/modules/article/filter/conditions.ts',
          'tests/support/random-filters.ts',
        ]);
        expect(output).toMatch(/✓ every list with a random filter has the articles that match it/);
      }
      const seconds = Math.round((performance.now() - begin) / 1000);
      console.log(`"${name}": ${recipes.get(name)!.length} steps in ${seconds} seconds`);
    },
    900_000,
  );

  test('all recipes together pass the check', async () => {
    for (const steps of recipes.values()) {
      await applySteps(omitCommands(steps, /^npm (run (generate|fix|check)|test\b.*)$/), folder);
    }
    await applySteps([{ place: 'The check', action: 'run', text: COMMANDS }], folder);
  }, 900_000);
});

/** What recipes end with, but for their own tests. */
const COMMANDS = 'npm run generate\nnpm run fix\nnpm run check';

/** Leaves out the commands of steps that match a pattern. */
function omitCommands(steps: RecipeStep[], command: RegExp): RecipeStep[] {
  return steps.map((step) => {
    if (step.action !== 'run') return step;
    const lines = step.text.split('\n').filter((line) => !command.test(line));
    return { ...step, text: lines.join('\n') };
  });
}

/** Lists the files and folders of a copy that differ from those of the checkout, or are in one of them alone. */
async function listChangedFiles(folder: string): Promise<string[]> {
  const options = NOT_SOURCES.map((name) => `--exclude=${name}`);
  const { stdout } = await promisify(execFile)('diff', ['-rq', ...options, CHECKOUT, folder]).catch(
    (error: { code: number; stdout: string }) => {
      if (error.code === 1) return error; // there are differences
      throw error;
    },
  );
  const lines = stdout.trim().split('\n');
  const paths = lines.map((line) =>
    line.startsWith('Only in')
      ? line.replace(/^Only in (.+): (.+)$/, '$1/$2')
      : line.replace(/^Files .+ and (.+) differ$/, '$1'),
  );
  const isMadeByDocs = (path: string) => MADE_BY_DOCS.includes(relative(CHECKOUT, path));
  return paths
    .filter((path) => !isMadeByDocs(path))
    .map((path) => relative(folder, path))
    .sort();
}
