import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** What each part may import from, beside itself. Dependencies point down this list, never up. */
const MAY_IMPORT: [part: RegExp, allowed: RegExp][] = [
  [/^(main|unhandled-rejections|cli(-\w+)?|explain|tasks|background(-\w+)?)\.ts$/, /./],
  [
    /^app(-\w+)?\.ts$/,
    /^(app-\w+|config|context|schema|secret-key)\.ts$|^(delivery|database|modules|shared)\//,
  ],
  [/^(schema|context|print-schema)\.ts$/, /^schema\.ts$|^(modules|database|shared)\//],
  [/^config\.ts$/, /^$/],
  [/^(secret-key|production-settings)\.ts$/, /^config\.ts$/],
  [/^delivery\//, /^(delivery|database|shared)\//],
  [/^importers\//, /^(importers|modules\/editing|database|shared)\//],
  [/^exporters\//, /^(exporters|importers|modules\/editing|database|shared)\//],
  [/^modules\//, /^(modules|database|shared)\//],
  [/^database\//, /^(config\.ts$|database\/)/],
  [/^shared\//, /^(shared|database\/generated)\//],
];

/** How a mutation is run, noted and refused: for the modules that have any. */
const WRITING = /^modules\/editing\/(perform|turns|writer|user-error-code|article-content|change-log)\.ts$/;

interface Import {
  from: string;
  to: string;
}

async function importsOfTheCode(): Promise<Import[]> {
  const files = (await readdir(SRC, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('database/generated/'),
  );
  const imports = files.map(async (from) => {
    const text = await readFile(join(SRC, from), 'utf8');
    const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) => target!);
    return targets.map((to) => ({ from, to: posix.join(posix.dirname(from), to).replace(/\.js$/, '.ts') }));
  });
  return (await Promise.all(imports)).flat();
}

/** Imports that go against a direction, as sentences. */
function offences(imports: Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const [, allowed] = MAY_IMPORT.find(([part]) => part.test(from)) ?? [];
    if (!allowed) return [`${from} belongs to no part`];
    if (!allowed.test(to)) return [`${from} imports ${to}`];
    const [, own] = /^modules\/(\w+)\//.exec(from) ?? [];
    const [, other] = /^modules\/(\w+)\//.exec(to) ?? [];
    if (!own || !other || own === other || to.endsWith('.type.ts') || WRITING.test(to)) return [];
    return [`${from} imports ${to}: a module imports another module's *.type.ts and nothing else of it`];
  });
}

describe('The import directions', () => {
  test('hold in all the code', async () => {
    const imports = await importsOfTheCode();
    expect(imports.length).toBeGreaterThan(200);
    expect(offences(imports)).toEqual([]);
  });

  test.each([
    ['modules/tag/tag.resolver.ts', 'modules/article/article.loaders.ts'],
    ['modules/tag/tag.resolver.ts', 'context.ts'],
    ['shared/page.ts', 'modules/tag/tag.type.ts'],
    ['delivery/health.ts', 'modules/tag/tag.type.ts'],
    ['database/migrate.ts', 'shared/page.ts'],
  ])('would not let %s import %s', (from, to) => {
    expect(offences([{ from, to }])).toHaveLength(1);
  });

  test('leave Prisma to services, loaders and what they are made of', async () => {
    const imports = await importsOfTheCode();
    const resolvers = imports.filter(
      ({ from, to }) => /\.resolver\.ts$|^delivery\//.test(from) && to.startsWith('database/generated/'),
    );
    expect(resolvers).toEqual([]);
  });

  test('leave the environment to config.ts', async () => {
    const files = (await readdir(SRC, { recursive: true })).filter(
      (file) => file.endsWith('.ts') && !file.startsWith('database/generated/') && file !== 'config.ts',
    );
    const readers = [];
    for (const file of files) {
      if (/process\.env\b/.test(await readFile(join(SRC, file), 'utf8'))) readers.push(file);
    }
    expect(readers).toEqual([]);
  });
});
