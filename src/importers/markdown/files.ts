import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** A body of the longest kind, three bytes a character, and its front matter. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** A file that cannot be read as a text; the message is for the receipt, `line` counts from 1. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/**
 * The Markdown files of a folder and those below, sorted, as paths relative to it with forward slashes. Left
 * out: hidden files and folders, `node_modules`, and links to folders, which may lead round in a circle.
 */
export async function* markdownFiles(folder: string, below = ''): AsyncGenerator<string> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const found = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* markdownFiles(folder, found);
    else if (/\.(md|markdown|mdx)$/i.test(entry.name)) yield found;
  }
}

/** The text of a file. Throws UnreadableFileError. */
export async function readTextFile(file: string): Promise<string> {
  const size = await sizeOf(file);
  if (size > MAX_FILE_BYTES) {
    const megabytes = (size / 1024 / 1024).toFixed(1);
    throw new UnreadableFileError(
      `the file has ${megabytes} MB; the limit is ${MAX_FILE_BYTES / 1024 / 1024} MB`,
    );
  }
  const text = decoded(await readFile(file).catch(asUnreadable));
  if (text.trim() === '') throw new UnreadableFileError('the file is empty');
  // The database cannot hold this character in a text.
  refuseAt(text.indexOf('\0'), text, 'the file holds a NUL character');
  return text;
}

async function sizeOf(file: string): Promise<number> {
  const stats = await stat(file).catch(asUnreadable);
  if (!stats.isFile()) throw new UnreadableFileError('not a file');
  return stats.size;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    throw new UnreadableFileError('the file is not UTF-8 text', lineAt(text.indexOf('\ufffd'), text));
  }
}

function refuseAt(index: number, text: string, message: string): void {
  if (index !== -1) throw new UnreadableFileError(message, lineAt(index, text));
}

function lineAt(index: number, text: string): number {
  return text.slice(0, Math.max(index, 0)).split(/\r\n?|\n/).length;
}

function asUnreadable(error: NodeJS.ErrnoException): never {
  throw new UnreadableFileError(`the file cannot be read (${error.code ?? error.message})`);
}
