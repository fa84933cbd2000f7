import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CHECKOUT, listPages, readPage } from '../support/documentation.js';

/** Records of decisions are not rewritten, so what they name may be gone. */
const pages = listPages()
  .filter((path) => !path.startsWith('docs/decisions/'))
  .map(readPage);
const inlineCode = pages.flatMap((page) => page.inlineCode);

/** Folders of front ends, of sites that are imported, and what a reader of the recipes creates. */
const ELSEWHERE = ['src/gql', 'src/pages', 'src/importers/kirby', 'deploy/.env'];
/** Environment variables and settings of other programs. */
const FOREIGN = [
  'ALLOWED_SOURCES',
  'MALLOC_ARENA_MAX',
  'NODE_COMPILE_CACHE',
  'NODE_OPTIONS',
  'OTEL_EXPORTER_OTLP_HEADERS',
];

test('Files and folders that the documents name exist', () => {
  const named = inlineCode.flatMap(({ place, text }) => {
    const path = /^(?:src|tests|prisma|packages|deploy|seeds|bin|docs|\.github|\.vscode)\/[\w./@-]*$/.exec(
      text,
    );
    return path && !ELSEWHERE.includes(text.replace(/\/$/, '')) ? [{ place, path: text }] : [];
  });
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ path }) => !existsSync(join(CHECKOUT, path)))).toEqual([]);
});

test('Settings, codes and enum values that the documents name are in the code', () => {
  const files = ['src', 'tests', 'packages/client/src', 'packages/site'].flatMap((folder) =>
    readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|tsx|mjs)$/.test(path) && !/node_modules|\.next/.test(path))
      .map((path) => join(folder, path)),
  );
  const known = new Set(FOREIGN);
  for (const file of [...files, 'schema.graphql'])
    for (const [name] of readFileSync(join(CHECKOUT, file), 'utf8').matchAll(/[A-Z][A-Z0-9_]+/g))
      known.add(name);
  const named = inlineCode.flatMap(({ place, text }) =>
    [...text.matchAll(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g)].map(([name]) => ({ place, name })),
  );
  expect(named.length).toBeGreaterThan(200);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});

test('The tree of architecture.md has every folder of src and of its modules, and no other', () => {
  const { blocks } = readPage('docs/architecture.md');
  const tree = blocks.find(({ section }) => section === 'The tree of src')!.text;
  const listed: string[] = [];
  const above: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent, names] = /^( *)((?:[\w.@/-]+[/.]\w*(?: |$))*)/.exec(line)!;
    const depth = indent!.length / 2;
    if (depth > 3) continue; // a description goes on
    for (const name of names!
      .trim()
      .split(' ')
      .filter((each) => each.endsWith('/'))) {
      above[depth] = name;
      listed.push(join(...above.slice(0, depth), name));
    }
  }
  expect(listed.filter((path) => !existsSync(join(CHECKOUT, path)))).toEqual([]);
  const folders = ['src', 'src/modules'].flatMap((folder) =>
    readdirSync(join(CHECKOUT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name)),
  );
  expect(folders.filter((path) => !listed.some((each) => each.startsWith(`${path}/`)))).toEqual([]);
});

test('The programs that .vscode/launch.json starts and the tasks before them exist', () => {
  const readJson = (name: string) => JSON.parse(readFileSync(join(CHECKOUT, '.vscode', name), 'utf8'));
  const labels = readJson('tasks.json').tasks.map(({ label }: { label: string }) => label);
  for (const { program, preLaunchTask } of readJson('launch.json').configurations) {
    if (program) expect(existsSync(program.replace(/^\$\{workspaceFolder\}/, CHECKOUT))).toBe(true);
    if (preLaunchTask) expect(labels).toContain(preLaunchTask);
  }
});
