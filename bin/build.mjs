// Compiles src to dist if it has changed since the last build.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../prisma/generate.mjs';
import { whenChanged } from './when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const client = join('src', 'database', 'generated');

const sources = readdirSync(join(root, 'src'), { recursive: true })
  .map((path) => join('src', path))
  .filter((path) => path.endsWith('.ts') && !path.startsWith(client))
  .sort();

whenChanged({
  root,
  stamp: 'dist/.stamp',
  files: [...sources, join(client, '.stamp'), 'tsconfig.json', 'package-lock.json'],
  make: () => {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    const tsc = join(dirname(manifest), 'bin/tsc');
    const { status } = spawnSync(process.execPath, [tsc], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  },
});
