/** Thrown when the user or the system interrupts a command (SIGINT, SIGTERM or SIGHUP); its message, if any, is shown. */
export class InterruptedError extends Error {}

/** Returns a signal that is aborted, with an InterruptedError, when the command is interrupted. */
export function createInterruptionSignal(message: string): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(name, () => controller.abort(new InterruptedError(message)));
  return controller.signal;
}

/** Thrown when the reader of standard output has closed the pipe, as `head` does. */
export class OutputClosedError extends Error {}

/** Exit code that shells report for a program ended by SIGPIPE: 128 + 13. */
export const SIGPIPE_EXIT_CODE = 141;

/** Rejects when the reader of standard output has closed the pipe. */
export const outputClosed = new Promise<never>((_resolve, reject) => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exitCode = SIGPIPE_EXIT_CODE;
    reject(new OutputClosedError());
  });
});
outputClosed.catch(() => undefined); // if no command awaits it, setting the exit code is enough
