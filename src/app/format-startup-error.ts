import { ConfigError } from '../config/env.js';
import { DatabaseSetupError } from '../database/setup-error.js';
import { isStorageFull } from '../database/storage-monitor.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';

const USER_FACING_ERRORS = [UserFacingError, ConfigError, DatabaseSetupError];

/** What to tell the person at the terminal: what they can act on plainly, a fault of ours with its stack. */
export function formatStartupError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (USER_FACING_ERRORS.some((kind) => error instanceof kind)) return error.message;
  if (isStorageFull(error)) {
    const reason = error.message.split('\n').find((line) => isStorageFull(new Error(line))) ?? error.message;
    return `The disk is full: ${reason}. Make room where the database is, then try again: what is done stays done.`;
  }
  const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop what listens there, or choose another: PORT=${Number(port) + 1} npm start`;
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `Dateline cannot listen there (${error.message}). Choose another HOST or PORT.`;
  }
  return error.stack ?? error.message;
}
