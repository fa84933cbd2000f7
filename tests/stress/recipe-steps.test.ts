import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { applySteps, copyCheckout, type RecipeStep, readRecipes } from '../support/recipe.js';

const recipes = readRecipes();

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

let folder: string;
beforeEach(async () => {
  folder = await copyCheckout();
});
afterEach(() => rm(dirname(folder), { recursive: true }));

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

/** Leaves out the commands before the last one: the test builds by itself. */
function keepOnlyTest(steps: RecipeStep[]): RecipeStep[] {
  const last = steps.at(-1)!;
  return [...steps.slice(0, -1), { ...last, text: last.text.split('\n').at(-1)! }];
}
