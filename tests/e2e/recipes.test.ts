import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHECKOUT, readPage } from '../support/documentation.js';
import { applySteps, copyCheckout, MADE_BY_DOCS, type RecipeStep, readRecipe } from '../support/recipe.js';

const page = readPage('docs/contributing.md');
const names = [
  'Add a field',
  'Add a filter condition',
  'Add a type',
  'Add a job',
  'Change a database function',
  'A resolver of your own',
];
const recipes = new Map(names.map((name) => [name, readRecipe(page, name)]));

/** A step by a part of its comment or its block, and where it fails without the step. */
const NEEDED: [recipe: string, step: string, output: RegExp][] = [
  [
    'Add a field',
    'kicker: text(',
    /Property 'kicker' is missing in type 'Article' but required in type 'ArticleRow'/,
  ],
  ['Add a field', 'listedAt       DateTime', /index definition refers to the unknown fields: kicker/],
  ['Add a field', 'permalink String?', /drafts\.ts.*error TS[\s\S]*kicker/],
  ['Add a field', 'index([kicker', /Lists filtered by the field kicker › come from an index/],
  ['Add a field', 'npm run migrate', /column .*kicker.* does not exist/],
  ['Add a type', 'editing.module.js', /load-modules\.ts.*error TS[\s\S]*'formerPaths' is missing/],
  ['Add a type', 'declare module', /article-former-paths\.resolver\.ts.*error TS[\s\S]*formerPaths/],
  ['Add a job', 'createJobs: (', /The workers revoke idle keys at a time[\s\S]*toContain\(/],
  ['Add a job', 'import { IDLE_KEYS_TASK', /api-key\.module\.ts.*error TS[\s\S]*IDLE_KEYS_TASK/],
  ['Change a database function', 'npm run migrate', /✕ Migrations announce each file as it is/],
  ['A resolver of your own', '../modules/weather/weather.module.js', /Cannot query field \S+weather/],
  [
    'A resolver of your own',
    'export class SectionWeatherResolver',
    /Cannot find module '.\/weather.resolver.js'/,
  ],
  ['Add a filter condition', 'hasSeries: condition', /not defined by type \S+ArticleFilter/],
  ['Add a filter condition', 'hasSeries: () =>', /Random filters have every condition of the filter/],
  ['Add a filter condition', 'hasSeries: ({ series }', /MATCHERS\[name\] is not a function/],
];

/** A line of a step, and where the recipe fails without the line. */
const NEEDED_LINES: [recipe: string, line: string, output: RegExp][] = [
  ['Add a filter condition', '    tags: trackField(', /conditions\.ts.*error TS[\s\S]*'tags' is missing/],
  [
    'Add a filter condition',
    '    limits: OPERAND_LIMITS',
    /conditions\.ts.*error TS[\s\S]*'limits' is missing/,
  ],
  [
    'Add a type',
    '    formerPaths: ({ readClient })',
    /load-modules\.ts.*error TS[\s\S]*'formerPaths' is missing/,
  ],
];

/** Folders and files that a checkout has beside its sources. */
const NOT_SOURCES = [
  ...['.git', '.data', 'node_modules', 'dist', 'coverage', 'generated'],
  ...['.next', 'next-env.d.ts', '*.tsbuildinfo'],
  // Other tests have it meanwhile.
  'tmp-front-end-*',
];

test('Every step of the page belongs to a recipe', () => {
  const steps = page.blocks.filter(({ marker }) => marker?.startsWith('recipe:'));
  expect([...recipes.values()].flat()).toHaveLength(steps.length);
});

describe('Recipes in a copy of the checkout', () => {
  let top: string;
  let folder: string;
  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'dateline-recipe-'));
    folder = join(top, 'checkout');
    await copyCheckout(folder);
  });
  afterEach(() => rm(top, { recursive: true }));

  test.each(names)(
    'the recipe "%s" passes from its first step to its last',
    async (name) => {
      const begin = performance.now();
      const output = await applySteps(recipes.get(name)!, folder);
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

  test.each(NEEDED)(
    'the recipe "%s" fails without the step of %s',
    async (name, part, output) => {
      const steps = recipes.get(name)!;
      const dropped = steps.filter((step) => JSON.stringify(step).includes(part));
      expect(dropped).toHaveLength(1);
      const rest = steps.filter((step) => step !== dropped[0]);
      await expect(applySteps(keepOnlyTest(rest), folder)).rejects.toThrow(output);
    },
    900_000,
  );

  test.each(NEEDED_LINES)(
    'the recipe "%s" does not compile without the line %s',
    async (name, part, output) => {
      const steps = recipes.get(name)!.map((step) => {
        const lines = step.text.split('\n').filter((line) => !line.startsWith(part));
        return { ...step, text: lines.join('\n') };
      });
      expect(steps).not.toEqual(recipes.get(name));
      await expect(applySteps(keepOnlyTest(steps), folder)).rejects.toThrow(output);
    },
    900_000,
  );
});

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

/** Leaves out the commands before the last one: the test builds by itself. */
function keepOnlyTest(steps: RecipeStep[]): RecipeStep[] {
  const last = steps.at(-1)!;
  return [...steps.slice(0, -1), { ...last, text: last.text.split('\n').at(-1)! }];
}
