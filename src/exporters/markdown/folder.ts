import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownFiles } from '../../importers/markdown/files.js';
import { PlainError } from '../../shared/plain-error.js';

/** Nothing is written there; the message is for the person at the terminal. */
export class FolderInUseError extends PlainError {
  override readonly name = 'FolderInUseError';
}

export type Written = 'written' | 'unchanged';

/** A folder that files are written to, each whole or not at all. */
export class ExportFolder {
  readonly #made = new Set<string>();
  readonly #files = new Set<string>();

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
  async write(name: string, text: string): Promise<Written> {
    const file = path.join(this.folder, name);
    this.#files.add(name);
    await this.#make(path.dirname(file));
    if ((await readFile(file, 'utf8').catch(() => null)) === text) return 'unchanged';
    // Hidden, so that what a crash leaves of it is nothing that an import reads.
    const unfinished = path.join(path.dirname(file), `.${path.basename(file)}.unfinished`);
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    return 'written';
  }

  /** The Markdown files in it that were not written: an import would read them all the same. */
  async others(): Promise<string[]> {
    const others: string[] = [];
    for await (const name of markdownFiles(this.folder)) if (!this.#files.has(name)) others.push(name);
    return others;
  }

  async #make(folder: string): Promise<void> {
    if (this.#made.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#made.add(folder);
  }
}

/** Bytes of a file's name: file systems take 255, and what is unfinished has a longer one. */
const LONGEST_NAME = 180;

/** Where the file of an article lies. */
export function fileOf({
  id,
  slug,
  publishedAt,
}: {
  id: number;
  slug: string;
  publishedAt: Date | null;
}): string {
  const year = publishedAt?.getUTCFullYear() ?? 'undated';
  const isShort = Buffer.byteLength(slug) <= LONGEST_NAME;
  return `articles/${year}/${isShort ? slug : `${start(slug)}-${id}`}.md`;
}

function start(slug: string): string {
  const letters = [...slug];
  while (Buffer.byteLength(letters.join('')) > LONGEST_NAME) letters.pop();
  return letters.join('');
}
