import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listMarkdownFiles } from '../../importers/markdown/files.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

/** Nothing is written there; the message is for the person at the terminal. */
export class FolderInUseError extends UserFacingError {
  override readonly name = 'FolderInUseError';
}

export type WriteOutcome = 'written' | 'unchanged';

/** A folder that files are written to, each whole or not at all. */
export class ExportFolder {
  readonly #createdFolders = new Set<string>();
  readonly #writtenFiles = new Set<string>();

  private constructor(readonly folder: string) {}

  /** Makes the folder. Throws FolderInUseError when it holds anything that is not hidden, unless told to `overwrite`. */
  static async open(folder: string, overwrite: boolean): Promise<ExportFolder> {
    const entries = await mkdir(folder, { recursive: true })
      .then(() => readdir(folder))
      .catch(() => {
        throw new FolderInUseError(`${folder} is no folder that can be written to.`);
      });
    if (entries.some((name) => !name.startsWith('.')) && !overwrite) {
      throw new FolderInUseError(`${folder} is not empty. Give another, or --overwrite to write into it.`);
    }
    return new ExportFolder(folder);
  }

  /** Writes a file, named from the folder with forward slashes; one that says the same already is left alone. */
  async write(name: string, text: string): Promise<WriteOutcome> {
    const file = path.join(this.folder, name);
    this.#writtenFiles.add(name);
    await this.#createFolder(path.dirname(file));
    if ((await readFile(file, 'utf8').catch(() => null)) === text) return 'unchanged';
    // Hidden, so that what a crash leaves of it is nothing that an import reads.
    const temporaryFile = path.join(path.dirname(file), `.${path.basename(file)}.unfinished`);
    try {
      await writeFile(temporaryFile, text);
      await rename(temporaryFile, file);
    } catch (error) {
      await rm(temporaryFile, { force: true });
      throw error;
    }
    return 'written';
  }

  /** The Markdown files in it that were not written: an import would read them all the same. */
  async listForeignFiles(): Promise<string[]> {
    const foreignFiles: string[] = [];
    for await (const name of listMarkdownFiles(this.folder))
      if (!this.#writtenFiles.has(name)) foreignFiles.push(name);
    return foreignFiles;
  }

  async #createFolder(folder: string): Promise<void> {
    if (this.#createdFolders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#createdFolders.add(folder);
  }
}

/** Bytes of a file's name: file systems take 255, and what is unfinished has a longer one. */
const MAX_NAME_BYTES = 180;

/** Where the file of an article lies. */
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
