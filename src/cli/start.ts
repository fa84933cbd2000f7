import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
/** V8 reads them when a process starts, so that the gateway needs a separate one. */
const NODE_OPTIONS = ['--max-semi-space-size=32', '--v8-pool-size=2'];
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Adds `dateline start`, which runs until the gateway ends. */
export function addStartCommand(command: Command): void {
  command.action(async () => {
    // The channel closes when this process is killed, and the gateway stops.
    const gateway = spawn(process.execPath, [...NODE_OPTIONS, MAIN], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    // Ctrl-C reaches the gateway by itself; it ignores further signals.
    for (const signal of SIGNALS) process.on(signal, () => gateway.kill(signal));
    const [code] = await once(gateway, 'close');
    process.exitCode = code ?? 1;
  });
}
