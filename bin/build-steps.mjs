// The steps of a build. Each does nothing if what it reads has not changed since the last time.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBundle } from './bundle.mjs';
import { whenChanged } from './when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const prismaFolder = join('src', 'database', 'generated');
const clientFolder = join('packages', 'client');

/** Generates the Prisma client, compiles src to dist, and copies what else dist consists of. */
export async function buildGateway() {
  await import('../prisma/generate.mjs');
  const files = readdirSync(join(root, 'src'), { recursive: true })
    .map((path) => join('src', path))
    .filter((path) => !path.startsWith(prismaFolder))
    .sort();
  const sources = files.filter((path) => path.endsWith('.ts'));
  const copied = [
    ...files.filter((path) => /\.(graphql|json)$/.test(path)),
    join(prismaFolder, 'internal', 'query-compiler.wasm'),
  ];
  await whenChanged({
    root,
    stamp: 'dist/.stamp',
    files: [...sources, ...copied, join(prismaFolder, '.stamp'), 'tsconfig.json', 'package-lock.json'],
    make: () => {
      rmSync(join(root, 'dist/bundle'), { recursive: true, force: true });
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
}

/** Bundles dist. A gateway without a bundle, as of a release, loads its modules one by one. */
export async function buildBundle() {
  const esbuild = await import('esbuild').catch(() => null);
  if (!esbuild) {
    console.error('esbuild is not installed (npm ci): the gateway starts more slowly, without a bundle.');
    return;
  }
  await whenChanged({
    root,
    // V8 reads the code cache of its own version only.
    stamp: `dist/bundle/.stamp-${process.version}`,
    files: ['dist/.stamp', 'package-lock.json', 'bin/bundle.mjs', 'bin/make-code-cache.mjs'],
    make: () => makeBundle(esbuild),
  });
}

/** Compiles packages/client, and packs it to dist/client.tgz. */
export async function buildClient() {
  if (!existsSync(join(root, clientFolder, 'src'))) return;
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
