// Writes schema.graphql, and what packages/ have of it. The client is built last, since its sources use what is generated.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockBuild } from './build-lock.mjs';
import { buildClient, buildGateway } from './build-steps.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (path, ...options) =>
  execFileSync(process.execPath, [join(root, path), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });

const release = await lockBuild(root);
await buildGateway();
writeFileSync(join(root, 'schema.graphql'), run('dist/cli.js', 'schema'));
// The generator is a part of the client, whose types may not fit before it has run.
run('packages/client/bin/build.mjs', '--noCheck');
run('packages/client/bin/generate.mjs');
await buildClient();
release();
