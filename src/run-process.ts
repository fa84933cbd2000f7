import cluster from 'node:cluster';
import { createLogger } from './app/create-logger.js';
import { formatStartupError } from './app/format-startup-error.js';
import { shareSettings } from './app/share-settings.js';
import { readConfig } from './config/env.js';
import { getWorkerRole } from './shared/worker-role.js';

/** Milliseconds after an error until the process exits in any case. */
const EXIT_TIMEOUT_MS = 15_000;

/** Runs the gateway in this process, or its workers in others. Prints an error, and sets the exit code. */
export async function runProcess(): Promise<void> {
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  if (cluster.isPrimary && process.channel) stopWithLauncher(process.channel);
  try {
    await runGatewayOrWorkers();
  } catch (error) {
    console.error(formatStartupError(error));
    process.exitCode = 1;
    // Exits despite sockets and timers that a failed start did not close.
    setTimeout(() => process.exit(), EXIT_TIMEOUT_MS).unref();
  }
}

/** Stops the gateway when the process of `dateline start` has ended, as a signal to that process does. */
function stopWithLauncher(channel: NonNullable<typeof process.channel>): void {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  channel.unref();
}

/** Lets the gateway run on if the reader of its output has ended. An uncaught error would leave PostgreSQL running. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Loads the modules of the gateway only where it runs. */
async function runGatewayOrWorkers(): Promise<void> {
  const config = readConfig();
  if (config.WORKERS > 1 && cluster.isPrimary) {
    const { Primary } = await import('./app/cluster/primary.js');
    process.exitCode = await new Primary(config.WORKERS, createLogger(config)).run();
    return;
  }
  const role = getWorkerRole();
  const { runGateway } = await import('./app/run-gateway.js');
  await runGateway(shareSettings(config, role.count), role);
}
