// Makes the Prisma client when the schema has changed since it was last made.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenChanged } from '../bin/when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

whenChanged({
  root,
  stamp: 'src/database/generated/.stamp',
  files: ['prisma/schema.prisma', 'package-lock.json'],
  make: () => {
    // Prisma would download a schema engine that generating does not use; any program in its place prevents that.
    const env = {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    };
    const require = createRequire(import.meta.url);
    const manifest = require.resolve('prisma/package.json');
    const command = join(dirname(manifest), require(manifest).bin.prisma);
    const args = [command, 'generate', '--config', join(root, 'prisma/prisma.config.ts')];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    if (status === 0) return;
    console.error(`${stdout}${stderr}`);
    process.exit(status ?? 1);
  },
});
