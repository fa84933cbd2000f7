import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { whenChanged } from '../../bin/when-changed.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Installs the packages of a folder with a lock file of its own, unless that was done since the file changed. */
export async function installPackages(folder) {
  await whenChanged({
    root: ROOT,
    stamp: `${folder}/node_modules/.stamp`,
    files: [`${folder}/package-lock.json`],
    make: () => {
      console.error(`Installing the packages of ${folder} …`);
      const options = { cwd: `${ROOT}${folder}`, stdio: ['ignore', 'ignore', 'inherit'] };
      const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], options);
      if (status !== 0) process.exit(status ?? 1);
    },
  });
}
