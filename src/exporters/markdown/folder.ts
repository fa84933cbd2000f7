import { createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listMarkdownFiles } from '../../importers/markdown/files.js';
import { createFolder } from '../../shared/create-folder.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

/** Error for a folder that cannot be written to. The message is shown in the terminal. */
class FolderInUseError extends UserFacingError {
  override readonly name = 'FolderInUseError';
}

export type WriteOutcome = 'written' | 'unchanged';

/** A folder of exported files, each written atomically. */
export class ExportFolder {
  private readonly createdFolders = new Set<string>();
  private readonly writtenFiles = new Set<string>();

  private constructor(readonly folder: string) {}

  /**
   * Creates the folder. Throws FolderInUseError if it contains files that are not hidden, unless `overwrite`
   * is set.
   */
  static async open(folder: string, overwrite: boolean): Promise<ExportFolder> {
    const entries = await createAndList(folder).catch(() => {
      throw new FolderInUseError(`${folder} is not a writable folder.`);
    });
    if (entries.some((name) => !name.startsWith('.')) && !overwrite) {
      throw new FolderInUseError(`${folder} is not empty. Choose another folder, or use --overwrite.`);
    }
    return new ExportFolder(folder);
  }

  /** Writes a file with a relative path and forward slashes. Unchanged files are not rewritten. */
  async write(name: string, text: string): Promise<WriteOutcome> {
    const file = path.join(this.folder, name);
    this.writtenFiles.add(name);
    this.createFolder(path.dirname(file));
    if ((await readFile(file, 'utf8').catch(() => null)) === text) return 'unchanged';
    await writeAtomically(file, (temporaryFile) => writeFile(temporaryFile, text));
    return 'written';
  }

  /** Writes a file of immutable content, unless there is one of its size. Reads or destroys `body`. */
  async writeStream(name: string, size: number, body: Readable): Promise<WriteOutcome> {
    const file = path.join(this.folder, name);
    this.createFolder(path.dirname(file));
    if ((await stat(file).catch(() => null))?.size === size) {
      body.destroy();
      return 'unchanged';
    }
    await writeAtomically(file, (temporaryFile) => pipeline(body, createWriteStream(temporaryFile)));
    return 'written';
  }

  /** Returns the Markdown files in the folder that were not written, since an import would read them too. */
  async listForeignFiles(): Promise<string[]> {
    const foreignFiles: string[] = [];
    for await (const name of listMarkdownFiles(this.folder))
      if (!this.writtenFiles.has(name)) foreignFiles.push(name);
    return foreignFiles;
  }

  private createFolder(folder: string): void {
    if (this.createdFolders.has(folder)) return;
    createFolder(folder);
    this.createdFolders.add(folder);
  }
}

/** Writes under a hidden name and renames the file, so that imports ignore unfinished files of a crash. */
async function writeAtomically(file: string, write: (temporaryFile: string) => Promise<void>): Promise<void> {
  const temporaryFile = path.join(path.dirname(file), `.${path.basename(file)}.unfinished`);
  try {
    await write(temporaryFile);
    await rename(temporaryFile, file);
  } catch (error) {
    await rm(temporaryFile, { force: true });
    throw error;
  }
}

async function createAndList(folder: string): Promise<string[]> {
  createFolder(folder);
  return readdir(folder);
}

/** Longest slug in a file name, in bytes. File systems allow 255, and temporary files have a longer name. */
const MAX_NAME_BYTES = 180;

/** Returns the relative path of an article's file. */
export function getArticleFile({
  id,
  slug,
  publishedAt,
}: {
  id: number;
  slug: string;
  publishedAt: Date | null;
}): string {
  const year = publishedAt?.getUTCFullYear() ?? 'undated';
  const isShort = Buffer.byteLength(slug) <= MAX_NAME_BYTES;
  return `articles/${year}/${isShort ? slug : `${truncateSlug(slug)}-${id}`}.md`;
}

function truncateSlug(slug: string): string {
  const characters = [...slug];
  while (Buffer.byteLength(characters.join('')) > MAX_NAME_BYTES) characters.pop();
  return characters.join('');
}
