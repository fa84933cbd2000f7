// Generates the Prisma client when the schema has changed since the last time. Calls the generator that the package
// `prisma` contains, which also brings a development server, Studio and their packages: 150 MB.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { whenChanged } from '../bin/when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await whenChanged({
  root,
  stamp: 'src/database/generated/.stamp',
  files: ['prisma/schema.prisma', 'package-lock.json'],
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
}
