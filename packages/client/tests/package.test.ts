import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minify } from '@swc/core';

const execute = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const CHECKOUT = join(PACKAGE, '../..');

let project: string;
let installed: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'dateline-client-'));
  installed = join(project, 'node_modules/@dateline/client');
  await mkdir(installed, { recursive: true });
  await execute(process.execPath, ['bin/build.mjs'], { cwd: PACKAGE });
  const npm = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const { stdout } = await execute('npm', npm, { cwd: PACKAGE });
  const [{ filename }] = JSON.parse(stdout);
  await execute('tar', ['-xzf', join(project, filename), '-C', installed, '--strip-components=1']);
  for (const name of ['react', 'react-dom', '@types']) {
    await symlink(join(CHECKOUT, 'node_modules', name), join(project, 'node_modules', name));
  }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rm(project, { recursive: true }));

test('Node.js imports every entry of the packed package, without any other package but React', async () => {
  await writeFile(
    join(project, 'use.js'),
    `import { createClient, DatelineError, tagOf } from '@dateline/client';
import { bodyFragment } from '@dateline/client/fragments';
import { possibleTypes } from '@dateline/client/apollo';
import { graphcacheOptions } from '@dateline/client/urql';
import { revalidateRoute } from '@dateline/client/next';
import { ArticleList } from '@dateline/client/pages';
import { FrontContainer } from '@dateline/client/fronts';
import { applyPatch } from '@dateline/client/patch';
import { readFileSync } from 'node:fs';
const used = [createClient, DatelineError, tagOf, bodyFragment, possibleTypes, graphcacheOptions, revalidateRoute, ArticleList, FrontContainer, applyPatch];
const file = readFileSync(new URL(import.meta.resolve('@dateline/client/fragments.graphql')), 'utf8');
if (used.includes(undefined) || !file.includes('DatelineBody')) throw new Error('An export is missing.');
const { Body } = await import('@dateline/client/react');
const { createElement } = await import('react');
const { renderToStaticMarkup } = await import('react-dom/server');
const blocks = [{ __typename: 'DividerBlock', id: '1' }];
console.log(renderToStaticMarkup(createElement(Body, { body: { blocks } })));
`,
  );
  const { stdout } = await execute(process.execPath, ['use.js'], { cwd: project });
  expect(stdout).toBe('<hr/>\n');
});

test('Data and variables have the types of the document', async () => {
  await writeFile(
    join(project, 'use.ts'),
    `import { createClient, type DocumentString, type TrustedDocument } from '@dateline/client';
import { suggestDocument, sitemapDocument } from '@dateline/client/fragments';
import { Body, type BodyProps } from '@dateline/client/react';
const client = createClient({ url: '/graphql' });
const { suggest } = await client.query(suggestDocument, { prefix: 'a' });
export const first: string = suggest[0]!.text;
// @ts-expect-error: the prefix is missing
await client.query(suggestDocument);
// @ts-expect-error: there is no such field
suggest[0]!.nothing;
const byId: TrustedDocument<{ site: { title: string } }, { [name: string]: never }> = { documentId: 'sha256:1' };
export const title: string = (await client.query(byId)).site.title;
const text = '{ site { title } }' as DocumentString<{ site: { title: string } }, { [name: string]: never }>;
export const sameTitle: string = (await client.query(text)).site.title;
export const body: string = JSON.stringify({ query: text.trim() });
// @ts-expect-error: there is no such field
(await client.query(text)).site.nothing;
for await (const { nodes } of client.paginate(sitemapDocument, { first: 1 }, (data) => data.articles)) nodes[0]!.url;
export const anything = (await client.query('{ site { title } }')).site.title;
export const components: BodyProps['components'] = { HeadingBlock: ({ block }) => block.level > 1 && block.anchor };
export { Body };
`,
  );
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'esnext',
    module: 'nodenext',
    types: [],
    lib: ['esnext', 'dom'],
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const compiler = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await execute(process.execPath, [compiler, '--pretty', 'false'], { cwd: project }).catch(
    (error) => error as { stdout: string },
  );
  expect(stdout).toBe('');
});

test.each([
  ['core', ['index.js'], 2_740],
  ['Body', ['react/body.js'], 3_000],
  ['pages', ['react/pages.js'], 3_610],
  ['edit', ['edit.js'], 1_900],
  ['fronts', ['react/front-container.js'], 1_700],
  ['patch', ['patch.js'], 400],
  ['blocks', ['blocks.js'], 1_500],
  [
    'everything but pages, fronts and patch',
    ['index.js', 'fragments.js', 'react/index.js', 'next.js', 'apollo.js', 'urql.js'],
    16_700,
  ],
])('%s stays within its size, minified and compressed', async (_, entries, limit) => {
  const size = await measure(entries);
  expect(size).toBeGreaterThan(limit / 4);
  expect(size).toBeLessThanOrEqual(limit);
});

/** Returns the bytes of a bundle of modules and all that they import from the package, minified and compressed. */
async function measure(entries: string[]): Promise<number> {
  const modules = new Map<string, string>();
  const imports = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (modules.has(path)) return;
    modules.set(path, '');
    const text = await readFile(path, 'utf8');
    for (const [, list, name] of text.matchAll(/^import \{(.*)\} from ["']([^.].*)["'];$/gm)) {
      for (const specifier of list!.split(',')) imports.add(`import {${specifier.trim()}} from '${name}';`);
    }
    for (const [, imported] of text.matchAll(/ from ['"](\.[^'"]+)['"]/g)) {
      await visit(join(dirname(path), imported!));
    }
    const declarations = text.replace(/^(?:import|export) \{.*;$/gm, '').replace(/^export (?!\{)/gm, '');
    modules.set(path, declarations);
  };
  const names = new Set<string>();
  for (const entry of entries) {
    const path = join(installed, 'dist', entry);
    await visit(path);
    for (const name of Object.keys(await import(path))) names.add(name);
  }
  const bundle = [...imports, ...modules.values(), `export { ${[...names].join(', ')} };`].join('\n');
  const { code } = await minify(bundle, {
    module: true,
    ecma: 2022,
    compress: { passes: 3, ecma: 2022 },
    mangle: { toplevel: true },
  });
  return gzipSync(code, { level: 9 }).length;
}
