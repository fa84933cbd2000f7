import { ConfigError } from './config.js';
import { MigrationError } from './database/migrate.js';
import { NoSuchFolderError } from './importers/markdown/import-folder.js';

const PLAIN = [ConfigError, MigrationError, NoSuchFolderError];

/** What to tell the person at the terminal: what they can act on plainly, a fault of ours with its stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (PLAIN.some((kind) => error instanceof kind)) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop what listens there, or choose another: PORT=${Number(port) + 1} npm start`;
  }
  return error.stack ?? error.message;
}
