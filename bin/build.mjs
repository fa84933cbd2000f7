// Compiles src to dist, copies what else it consists of, and packs packages/client to dist/client.tgz, each if it has changed since the last build.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockBuild } from './build-lock.mjs';
import { whenChanged } from './when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const client = join('src', 'database', 'generated');

const release = await lockBuild(root);
await import('../prisma/generate.mjs');

const files = readdirSync(join(root, 'src'), { recursive: true })
  .map((path) => join('src', path))
  .filter((path) => !path.startsWith(client))
  .sort();
const sources = files.filter((path) => path.endsWith('.ts'));
const copied = [
  ...files.filter((path) => /\.(graphql|json)$/.test(path)),
  join(client, 'internal', 'query-compiler.wasm'),
];

await whenChanged({
  root,
  stamp: 'dist/.stamp',
  files: [...sources, ...copied, join(client, '.stamp'), 'tsconfig.json', 'package-lock.json'],
  make: () => {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    const tsc = join(dirname(manifest), 'bin/tsc');
    const { status } = spawnSync(process.execPath, [tsc], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
    for (const path of copied) {
      const copy = join(root, 'dist', relative('src', path));
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(join(root, path), copy);
    }
  },
});

const clientFolder = join('packages', 'client');
if (existsSync(join(root, clientFolder, 'src'))) {
  const clientSources = readdirSync(join(root, clientFolder, 'src'), { recursive: true })
    .map((path) => join(clientFolder, 'src', path))
    .filter((path) => /\.tsx?$/.test(path))
    .sort();
  const others = ['README.md', 'bin/codegen.mjs', 'fragments.graphql', 'package.json', 'tsconfig.json'];
  await whenChanged({
    root,
    stamp: 'dist/.client-stamp',
    files: [...clientSources, ...others.map((name) => join(clientFolder, name))],
    make: () => {
      const built = spawnSync(process.execPath, [join(root, clientFolder, 'bin/build.mjs')], {
        stdio: 'inherit',
      });
      if (built.status !== 0) process.exit(built.status ?? 1);
      const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', join(root, 'dist')];
      const { status, stdout } = spawnSync('npm', pack, {
        ...{ cwd: join(root, clientFolder), encoding: 'utf8' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (status !== 0) process.exit(status ?? 1);
      renameSync(join(root, 'dist', JSON.parse(stdout)[0].filename), join(root, 'dist/client.tgz'));
    },
  });
}
release();
