import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Largest file that is read: a body of the maximum length at three bytes a character, and its front matter.
 */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Error for a file that cannot be read as text. The message is shown in the import result; `line` counts from
 * 1.
 */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** Which files of a folder are listed. */
export interface ListedFiles {
  isWanted?: (subfolder: string) => boolean;
  /** True if files of HTML with front matter are listed too. */
  hasHtml?: boolean;
  /** True if files in other languages of markup are pages without front matter too. */
  hasBareMarkup?: boolean;
}

/** Files of Org mode, AsciiDoc, reStructuredText, Pandoc and Textile, of which Hugo or Jekyll make pages. */
const OTHER_MARKUP = /\.(org|adoc|asciidoc|ad|rst|pandoc|pdc|textile)$/i;

/**
 * Lists the Markdown files of a folder and its subfolders, sorted, as relative paths with forward slashes.
 * Skips hidden files, `node_modules` and links to folders, which may form cycles. Pages in other languages of markup
 * are listed too, so that the report names them.
 */
export async function* listMarkdownFiles(
  folder: string,
  subfolder = '',
  options: ListedFiles = {},
): AsyncGenerator<string> {
  const { isWanted = () => true, hasHtml = false, hasBareMarkup = false } = options;
  const entries = await readdir(path.join(folder, subfolder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const relativePath = subfolder === '' ? entry.name : `${subfolder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (isWanted(relativePath)) yield* listMarkdownFiles(folder, relativePath, options);
    } else if (/\.(md|markdown|mdx)$/i.test(entry.name)) yield relativePath;
    else if (hasBareMarkup && OTHER_MARKUP.test(entry.name)) yield relativePath;
    else if (OTHER_MARKUP.test(entry.name) || (hasHtml && isHtmlFile(entry.name))) {
      if (await hasFrontMatter(path.join(folder, relativePath))) yield relativePath;
    }
  }
}

export function isHtmlFile(name: string): boolean {
  return /\.html?$/i.test(name);
}

async function hasFrontMatter(file: string): Promise<boolean> {
  const opened = await open(file).catch(() => null);
  if (opened === null) return false;
  try {
    const { buffer, bytesRead } = await opened.read({ buffer: Buffer.alloc(8) });
    return /^(\ufeff)?(---|\+\+\+)\s/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await opened.close();
  }
}

/** Returns the text of a file. Throws UnreadableFileError. */
export async function readTextFile(file: string): Promise<string> {
  if (OTHER_MARKUP.test(file))
    throw new UnreadableFileError('only Markdown and HTML can be imported; convert the file to Markdown');
  const size = await getFileSize(file);
  if (size > MAX_FILE_BYTES) {
    const megabytes = (size / 1024 / 1024).toFixed(1);
    throw new UnreadableFileError(
      `the file is too large: ${megabytes} MB; the limit is ${MAX_FILE_BYTES / 1024 / 1024} MB`,
    );
  }
  const text = decodeUtf8(await readFile(file).catch(throwUnreadable));
  if (text.trim() === '') throw new UnreadableFileError('the file is empty');
  // PostgreSQL cannot store this character in a text.
  assertAbsent(text.indexOf('\0'), text, 'the file contains a NUL character');
  return text;
}

async function getFileSize(file: string): Promise<number> {
  const stats = await stat(file).catch(throwUnreadable);
  if (!stats.isFile()) throw new UnreadableFileError('not a file');
  return stats.size;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    throw new UnreadableFileError('the file is not UTF-8 text', getLineNumber(text.indexOf('\ufffd'), text));
  }
}

function assertAbsent(index: number, text: string, message: string): void {
  if (index !== -1) throw new UnreadableFileError(message, getLineNumber(index, text));
}

function getLineNumber(index: number, text: string): number {
  return text.slice(0, Math.max(index, 0)).split(/\r\n?|\n/).length;
}

function throwUnreadable(error: NodeJS.ErrnoException): never {
  throw new UnreadableFileError(`the file cannot be read (${error.code ?? error.message})`);
}
