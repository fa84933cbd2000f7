import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEIGHBOUR_SCRIPT = fileURLToPath(new URL('neighbour.mjs', import.meta.url));

/** Another process that has joined the embedded server of a data folder. */
export interface NeighbourProcess {
  leave(): Promise<void>;
  /** Kills the process with SIGKILL. */
  kill(): Promise<void>;
}

/** Temporary folders for embedded databases. `remove` also kills servers that a failed test left running. */
export class DataFolderFixture {
  private readonly folders: string[] = [];
  private readonly children: ChildProcess[] = [];

  /** Creates a folder with the given name in a new temporary folder. */
  async createFolder(name = 'data'): Promise<string> {
    const root = await mkdtemp(join(tmpdir(), 'dateline-folder-'));
    this.folders.push(root);
    return join(root, name);
  }

  async startNeighbour(dataDir: string): Promise<NeighbourProcess> {
    const child = spawn(process.execPath, [NEIGHBOUR_SCRIPT, dataDir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.children.push(child);
    const ended = once(child, 'exit');
    await Promise.race([
      once(child.stdout, 'data'),
      ended.then(([code]) => Promise.reject(new Error(`The neighbour ended with ${code}`))),
    ]);
    return {
      leave: async () => {
        child.stdin.end();
        const [code] = await ended;
        if (code !== 0) throw new Error(`The neighbour ended with ${code}`);
      },
      kill: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  async remove(): Promise<void> {
    for (const child of this.children.splice(0)) child.kill('SIGKILL');
    for (const folder of this.folders.splice(0)) {
      for (const name of readdirSync(folder)) killServer(join(folder, name));
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Returns the process ID of the server on a data folder, or null if none is running. */
export function findServerPid(dataDir: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
    return isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}

/** Kills the server and all its processes at once, to simulate a power failure. */
export function killServer(dataDir: string): void {
  const server = findServerPid(dataDir);
  if (server === null) return;
  const children = readdirSync('/proc').filter((pid) => getParentPid(pid) === server);
  for (const pid of [server, ...children.map(Number)]) {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
}

function getParentPid(pid: string): number | null {
  try {
    return Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return null;
  }
}

/** Returns true if a process is running. Zombies do not count. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
