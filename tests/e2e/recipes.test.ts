import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPage } from '../support/documentation.js';
import { applySteps, copyCheckout, type RecipeStep, readRecipe } from '../support/recipe.js';

const page = readPage('docs/contributing.md');
const names = ['Add a field', 'Add a type'];
const recipes = new Map(names.map((name) => [name, readRecipe(page, name)]));

/** A step by a part of its comment or its block, and where it fails without the step. */
const NEEDED: [recipe: string, step: string, output: RegExp][] = [
  [
    'Add a field',
    'listedAt       DateTime',
    /article\.resolver\.ts.*error TS[\s\S]*'kicker' is missing in type/,
  ],
  ['Add a field', 'npm run migrate', /column "kicker" does not exist/],
  [
    'Add a field',
    'prisma/perspectives.sql',
    /"path": \[\s*"createArticle",\s*"article"\s*\],\s*"extensions"/,
  ],
  ['Add a field', 'SELECT id, slug, path', /"path": \[\s*"publishArticle"\s*\],\s*"extensions"/],
  ['Add a type', 'new ArticleAuthorsResolver', /Cannot query field \S+formerPaths/],
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
      await applySteps(recipes.get(name)!, folder);
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
});

/** Leaves out the commands before the last one: the test builds by itself. */
function keepOnlyTest(steps: RecipeStep[]): RecipeStep[] {
  const last = steps.at(-1)!;
  return [...steps.slice(0, -1), { ...last, text: last.text.split('\n').at(-1)! }];
}
