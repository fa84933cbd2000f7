// Generates the Prisma client when the schema has changed since the last time. Calls the generator that the package
// `prisma` contains, which also brings a development server, Studio and their packages: 150 MB.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { whenChanged } from '../bin/when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await whenChanged({
  root,
  stamp: 'src/database/generated/.stamp',
  files: ['prisma/schema.prisma', 'prisma/generate.mjs', 'package-lock.json'],
  make: () =>
    generate().catch(({ message }) => {
      console.error(message);
      process.exit(1);
    }),
});

async function generate() {
  const require = createRequire(import.meta.url);
  const { PrismaClientTsGenerator } = require('@prisma/client-generator-ts');
  const { getGenerators, loadSchemaContext } = require('@prisma/internals');
  const { enginesVersion } = require('@prisma/engines-version');
  const schemaPath = { cliProvidedPath: fileURLToPath(new URL('schema.prisma', import.meta.url)) };
  const registry = { 'prisma-client': { type: 'in-process', generator: new PrismaClientTsGenerator() } };
  const generators = await getGenerators({
    schemaContext: await loadSchemaContext({ schemaPath, printLoadMessage: false }),
    registry,
    version: enginesVersion,
    skipDownload: true,
    cliCommand: 'generate',
  });
  for (const generator of generators) await generator.generate();
  await writeQueryCompiler();
}

/**
 * Writes the query compiler as a binary file, and makes the client read it. Prisma's package has it as Base64 in a
 * module, whose text and string would stay in memory: 4.4 MB.
 */
async function writeQueryCompiler() {
  const folder = new URL('../src/database/generated/internal/', import.meta.url);
  const client = new URL('class.ts', folder);
  const code = readFileSync(client, 'utf8');
  const loading = /const \{ wasm \} = await import\("([^"]+)"\)\s+return await decodeBase64AsWasm\(wasm\)/;
  const [found, module] = loading.exec(code) ?? [];
  if (!found) throw new Error('The client that Prisma generates loads its query compiler in another way.');
  const { wasm } = await import(module);
  writeFileSync(new URL('query-compiler.wasm', folder), Buffer.from(wasm, 'base64'));
  const reading = `const { readFile } = await import('node:fs/promises');
    return new WebAssembly.Module(await readFile(new URL('query-compiler.wasm', import.meta.url)))`;
  writeFileSync(client, code.replace(found, reading));
}
