#!/usr/bin/env node
// Creates the next migration: node bin/migrate.mjs NAME. Type errors are ignored, since the code may already
// use columns that the migration is to add.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockBuild } from './build-lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name] = process.argv.slice(2);
if (!name) {
  console.error('Give the migration a name: npm run migrate -- add-kicker');
  process.exit(2);
}
await lockBuild(root); // until this process ends, as the last import reads what was built
await import('../prisma/generate.mjs');
const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
spawnSync(process.execPath, [join(dirname(manifest), 'bin/tsc')], { cwd: root, stdio: 'ignore' });
process.argv.splice(2, process.argv.length, 'migrate', 'new', name);
await import('../dist/cli.js');
