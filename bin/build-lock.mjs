import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds after which a lock counts as left behind, as its process ID may be that of another process now. */
const MAX_AGE_MS = 600_000;

/**
 * Returns false for a checkout that is built and may not be written by this user, whose commands run what is there.
 * `access` throws if the folder cannot be written.
 */
export function canBuild(root, access = (folder) => accessSync(folder, constants.W_OK)) {
  const folder = join(root, 'dist');
  try {
    access(folder);
    return true;
  } catch {
    return !existsSync(join(folder, 'cli.js'));
  }
}

/**
 * Waits until no other process builds in the checkout, e.g. `npm run dev` beside `npm run generate`. Returns a function
 * that lets others build. A process that ends lets them too. If `dist` cannot be written, prints that and ends the process.
 */
export async function lockBuild(root) {
  const folder = join(root, 'dist');
  const file = join(folder, '.lock');
  try {
    mkdirSync(folder, { recursive: true });
    while (!tryLock(file)) await sleep(100);
  } catch (error) {
    console.error(
      `The build cannot write to ${folder}: ${error.message}. Build as a user who may write there. If it is built, \`node dist/main.js\` starts it.`,
    );
    process.exit(1);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** Creates the lock file. Returns false if another process has it; removes one that was left behind. */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    if (Date.now() - statSync(file).mtimeMs > MAX_AGE_MS || !isRunning(Number(readFileSync(file, 'utf8'))))
      rmSync(file, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error; // released just now
  }
  return false;
}

function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
