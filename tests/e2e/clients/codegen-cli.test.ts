import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CHECKOUT } from '../../support/documentation.js';
import { findBlock } from './front-end.js';

const execute = promisify(execFile);
/** The command line has 121 MB, so that it is installed here and not with the gateway. */
const PACKAGES = [
  '@graphql-codegen/cli@6.3.1',
  '@graphql-codegen/client-preset@6.2.0',
  'graphql@16',
  'typescript@5',
  join(CHECKOUT, 'dist/client.tgz'),
];
const PAGE = `import { createClient } from '@dateline/client';
import type { BodyProps } from '@dateline/client/react';
import { graphql } from './gql';

const PAGE = graphql(\`query Page($path: String!) {
  article(by: { path: $path }) { title publishedAt kind image { ...DatelinePicture } body { ...DatelineBody } }
}\`);

export async function load(path: string): Promise<BodyProps['body'] | undefined> {
  const client = createClient({ url: 'http://127.0.0.1:4000/graphql' });
  const { article } = await client.query(PAGE, { path });
  const time: string | null | undefined = article?.publishedAt;
  // @ts-expect-error: the variable is missing
  await client.query(PAGE);
  // @ts-expect-error: the operation does not select it
  article?.standfirst;
  return time ? article?.body : undefined;
}
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-codegen-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES];
  await execute('npm', install, { cwd: folder });
}, 360_000);
afterAll(() => rm(folder, { recursive: true }));

test('The command line of graphql-codegen writes typed documents with the documented configuration', async () => {
  for (const name of ['react', '@types'])
    await symlink(join(CHECKOUT, 'node_modules', name), join(folder, 'node_modules', name)).catch(
      () => undefined,
    );
  await copyFile(join(CHECKOUT, 'schema.graphql'), join(folder, 'schema.graphql'));
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src/page.tsx'), PAGE);
  const { text } = findBlock((block) => block.text.startsWith('// codegen.mjs'));
  await writeFile(join(folder, 'codegen.mjs'), text);
  await execute('npx', ['graphql-codegen', '--config', 'codegen.mjs'], { cwd: folder });
  expect(await readdir(join(folder, 'src/gql'))).toEqual(
    expect.arrayContaining(['gql.ts', 'graphql.ts', 'persisted-documents.json']),
  );
  expect(await readFile(join(folder, 'src/gql/graphql.ts'), 'utf8')).toContain(
    'export const PageDocument = "query Page(',
  );
  const compilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: true, jsx: 'react-jsx' },
    ...{ target: 'esnext', module: 'preserve', types: [], lib: ['esnext', 'dom'] },
  };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['src/page.tsx'] }),
  );
  const { stdout } = await execute('npx', ['tsc', '--pretty', 'false'], { cwd: folder }).catch(
    (error) => error,
  );
  expect(stdout).toBe('');
});
