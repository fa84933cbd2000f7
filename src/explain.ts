import { ConfigError } from './config.js';
import { UnusableDatabaseError } from './database/unusable.js';
import { ManifestError } from './delivery/documents/trusted-documents.js';
import { FolderInUseError } from './exporters/markdown/folder.js';
import { FetchError } from './importers/fetcher.js';
import { NoSuchFolderError } from './importers/markdown/import-folder.js';
import { UnreadableSource } from './importers/unreadable-source.js';
import { BrokenExportError } from './importers/wordpress/export-file.js';
import { NoExportError } from './importers/wordpress/read-site.js';
import { NoRestApiError } from './importers/wordpress/rest-api.js';
import { InvalidKeyRequest } from './modules/access/api-keys.service.js';
import { ContentRejected } from './modules/editing/article-content.js';

const PLAIN = [
  ...[ConfigError, UnusableDatabaseError, InvalidKeyRequest, ContentRejected],
  ...[
    FolderInUseError,
    NoSuchFolderError,
    NoExportError,
    BrokenExportError,
    NoRestApiError,
    FetchError,
    UnreadableSource,
  ],
  ManifestError,
];

/** What to tell the person at the terminal: what they can act on plainly, a fault of ours with its stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (PLAIN.some((kind) => error instanceof kind)) return error.message;
  const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop what listens there, or choose another: PORT=${Number(port) + 1} npm start`;
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `Dateline cannot listen there (${error.message}). Choose another HOST or PORT.`;
  }
  return error.stack ?? error.message;
}
