// Compiles src to dist, copies what else it consists of, and packs packages/client to dist/client.tgz, each if it has changed since the last build.
// `--no-bundle` leaves the bundle out, which `npm run dev` does not use and a release does not have.
import { fileURLToPath } from 'node:url';
import { lockBuild } from './build-lock.mjs';
import { buildBundle, buildClient, buildGateway } from './build-steps.mjs';

const release = await lockBuild(fileURLToPath(new URL('..', import.meta.url)));
await buildGateway();
await buildClient();
if (!process.argv.includes('--no-bundle')) await buildBundle();
release();
