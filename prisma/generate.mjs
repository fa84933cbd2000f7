// Makes the Prisma client when the schema has changed since it was last made.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const manifest = require.resolve('prisma/package.json');
const { version, bin } = require(manifest);
const stamp = join(here, '../src/database/generated/.stamp');
const inputs = readFileSync(join(here, 'schema.prisma'), 'utf8') + version;
const digest = createHash('sha256').update(inputs).digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  // Prisma would download a schema engine that generating does not use; any program in its place prevents that.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  const args = [join(dirname(manifest), bin.prisma), 'generate', '--config', join(here, 'prisma.config.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) {
    console.error(`${stdout}${stderr}`);
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, digest);
}
