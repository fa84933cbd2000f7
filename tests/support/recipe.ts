import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT, type CodeBlock, type Page, readPage } from './documentation.js';

/** One block of a recipe, and what its comment says to do with it. */
export type RecipeStep = { place: string; text: string } & (
  | { action: 'append' | 'replace'; file: string; anchor: string }
  | { action: 'create'; file: string }
  | { action: 'run' }
);

/** Folders that blocks of docs/ make and remove in the checkout, in another test at the same time. */
export const MADE_BY_DOCS = ['my-backup', 'my-export', 'new-data', 'pages'];

/** What git does not have, or what a copy gets in another way. */
const NOT_COPIED = [
  '.git',
  '.data',
  'node_modules',
  'dist',
  'coverage',
  'deploy/.env',
  'src/database/generated',
  'packages/client/dist',
  'packages/site/.next',
  'packages/site/next-env.d.ts',
  'packages/site/tsconfig.tsbuildinfo',
  'packages/site/node_modules',
  'tests/e2e/clients/node_modules',
  ...MADE_BY_DOCS,
];

/** Headings of docs/contributing.md below which there is a recipe. */
export const RECIPES = [
  'Add a field',
  'Add a filter condition',
  'Add a type',
  'Add a job',
  'Change a database function',
  'A resolver of your own',
];

/** Returns the steps of each recipe by its heading. */
export function readRecipes(): Map<string, RecipeStep[]> {
  const page = readPage('docs/contributing.md');
  return new Map(RECIPES.map((name) => [name, readRecipe(page, name)]));
}

/** Returns the steps of the recipe below a heading of level 2. */
function readRecipe({ blocks }: Page, section: string): RecipeStep[] {
  return blocks
    .filter((block) => block.section === section && block.marker?.startsWith('recipe:'))
    .map(readStep);
}

function readStep({ place, text, marker }: CodeBlock): RecipeStep {
  const step = { place, text };
  const [, appended, below] = /^recipe: append (\S+) after "(.+)"$/.exec(marker!) ?? [];
  if (appended && below) return { ...step, action: 'append', file: appended, anchor: below };
  const [, replaced, inFile] = /^recipe: replace "(.+)" in (\S+)$/.exec(marker!) ?? [];
  if (replaced && inFile) return { ...step, action: 'replace', file: inFile, anchor: replaced };
  const [, created] = /^recipe: create (\S+)$/.exec(marker!) ?? [];
  if (created) return { ...step, action: 'create', file: created };
  if (marker === 'recipe: run') return { ...step, action: 'run' };
  throw new Error(`${place}: the page does not explain "${marker}"`);
}

/**
 * Copies the checkout into a new temporary folder, without what was built; its packages are hard links. Returns the folder,
 * whose parent is to be removed.
 */
export async function copyCheckout(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'dateline-copy-')), 'checkout');
  const filter = (path: string) => !NOT_COPIED.includes(relative(CHECKOUT, path));
  await cp(CHECKOUT, folder, { recursive: true, filter });
  await promisify(execFile)('cp', ['-al', join(CHECKOUT, 'node_modules'), folder]);
  return folder;
}

/**
 * Applies steps in their order to a copy of the checkout and returns what their commands printed. Throws an Error with
 * the place of the one that fails.
 */
export async function applySteps(steps: RecipeStep[], folder: string): Promise<string> {
  let output = '';
  for (const step of steps) {
    if (step.action === 'run') output += await runCommands(step, folder);
    else await changeFile(step, folder);
  }
  return output;
}

async function changeFile(step: Exclude<RecipeStep, { action: 'run' }>, folder: string): Promise<void> {
  const path = join(folder, step.file);
  if (step.action === 'create') {
    if (existsSync(path)) throw new Error(`${step.place}: ${step.file} exists already`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${step.text}\n`);
    return;
  }
  const before = await readFile(path, 'utf8');
  const start = before.indexOf(step.anchor);
  if (start < 0) throw new Error(`${step.place}: ${step.file} has no "${step.anchor}"`);
  if (step.action === 'replace') {
    const after = before.slice(start + step.anchor.length);
    await writeFile(path, `${before.slice(0, start)}${step.text}${after}`);
  } else {
    const end = before.indexOf('\n', start) + 1;
    await writeFile(path, `${before.slice(0, end)}${step.text}\n${before.slice(end)}`);
  }
}

/** Runs the commands of a step one after the other until one fails, and returns what they printed. */
async function runCommands({ place, text }: RecipeStep, folder: string): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: folder,
    env: { PATH, HOME, npm_config_offline: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  }
  const end = await new Promise<string | number | null>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve(signal ?? code));
  });
  if (end !== 0) throw new Error(`${place}: it ended with ${end} and printed:\n${output}`);
  return output;
}
