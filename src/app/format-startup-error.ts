import { ConfigError } from '../config/env.js';
import { DatabaseSetupError } from '../database/setup-error.js';
import { isStorageFull } from '../database/storage-monitor.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';

const USER_FACING_ERRORS = [UserFacingError, ConfigError, DatabaseSetupError];

/** Formats an error for the terminal: a message if the user can act on it, else the stack. */
export function formatStartupError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (USER_FACING_ERRORS.some((kind) => error instanceof kind)) return error.message;
  if (isStorageFull(error)) {
    const reason = error.message.split('\n').find((line) => isStorageFull(new Error(line))) ?? error.message;
    return `The disk is full: ${reason}. Free space on the disk of the database, then try again. Completed work is kept.`;
  }
  const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop the program that listens on it, or choose another port: PORT=${Number(port) + 1} npx dateline start`;
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `Dateline cannot listen on this address (${error.message}). Set another HOST or PORT.`;
  }
  return error.stack ?? error.message;
}
