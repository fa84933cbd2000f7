// Compiles src to dist, copies what else it consists of, and packs packages/client to dist/client.tgz, each if it has changed since the last build.
import { fileURLToPath } from 'node:url';
import { lockBuild } from './build-lock.mjs';
import { buildClient, buildGateway } from './build-steps.mjs';

const release = await lockBuild(fileURLToPath(new URL('..', import.meta.url)));
await buildGateway();
await buildClient();
release();
