import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ContentRefusedError } from '../../../content/content-error.js';
import { itemReader } from '../../run/reading.js';
import { UnreadableSourceError } from '../../run/unreadable-source.js';
import { listMarkdownFiles, readTextFile, UnreadableFileError } from '../files.js';
import { exists, type FoundSite, findSite } from './find-site.js';
import { isJekyllFolder } from './generators/jekyll.js';
import type { SiteEntry } from './read-site-page.js';
import {
  type Data,
  type FileContext,
  isData,
  type ReadingOptions,
  removeExtension,
  type StaticSite,
} from './site.js';

/** A folder to import, and the site that it belongs to. */
export class SiteSource {
  readonly #directoryData = new Map<string, Promise<Data>>();

  private constructor(
    private readonly folder: string,
    private readonly found: FoundSite | null,
    private readonly options: ReadingOptions & Pick<FileContext, 'shortcodes'>,
  ) {}

  static async open(folder: string, options: ReadingOptions = {}): Promise<SiteSource> {
    const found = await findSite(folder);
    const shortcodes = await readShortcodes(found?.root ?? folder);
    return new SiteSource(folder, found, { ...options, shortcodes });
  }

  get site(): StaticSite | null {
    return this.found?.site ?? null;
  }

  get root(): string {
    return this.found?.root ?? path.resolve(this.folder);
  }

  /** Lists the files to import, relative to the folder. Of a whole site, these are its content folders. */
  async *listFiles(): AsyncGenerator<string> {
    const { site } = this;
    if (site === null || path.resolve(this.folder) !== this.root)
      return yield* listMarkdownFiles(this.folder);
    const isWanted = (subfolder: string) => {
      if (site.generator === 'jekyll') return isJekyllFolder(site, subfolder);
      return site.generator !== 'eleventy' || !path.posix.basename(subfolder).startsWith('_');
    };
    const contentFolders = site.generator === 'astro' ? ['content', 'pages'] : [''];
    for (const name of contentFolders) {
      const subfolder = path.posix.join(site.contentFolder, name).replace(/^\.$/, '');
      if (await exists(path.join(this.folder, subfolder)))
        yield* listMarkdownFiles(this.folder, subfolder, isWanted);
    }
  }

  /** Returns what is known about a file of the folder beside its text. */
  async getContext(file: string): Promise<FileContext> {
    const inside = path
      .relative(this.root, path.join(path.resolve(this.folder), file))
      .split(path.sep)
      .join('/');
    const directoryData = this.site?.generator === 'eleventy' ? await this.#readDirectoryData(inside) : {};
    return { ...this.options, site: this.site, file: { path: inside.normalize('NFC'), directoryData } };
  }

  /** Reads where each file is published. Files that cannot be read are left to the import, which says why. */
  async readEntries(): Promise<Map<string, SiteEntry>> {
    const entries = new Map<string, SiteEntry>();
    if (this.site === null) return entries;
    for await (const file of this.listFiles()) {
      const context = await this.getContext(file);
      const entry = await this.#readEntry(file, context);
      if (entry !== null) entries.set(context.file.path, entry);
    }
    return entries;
  }

  async #readEntry(file: string, context: FileContext): Promise<SiteEntry | null> {
    try {
      const text = await readTextFile(path.join(this.folder, file));
      return await itemReader.read('markdownEntry', text, context);
    } catch (error) {
      if (error instanceof UnreadableFileError || error instanceof ContentRefusedError) return null;
      throw error;
    }
  }

  /** Merges the data files of a file's folders, the nearest last, and of the file itself. */
  async #readDirectoryData(file: string): Promise<Data> {
    const content = this.site!.contentFolder;
    const folders = path.posix
      .dirname(file)
      .split('/')
      .filter((part) => part !== '.');
    const paths = folders
      .map((_, i) => folders.slice(0, i + 1).join('/'))
      .filter((each) => each.startsWith(content));
    const stems = [...paths.map((each) => `${each}/${path.posix.basename(each)}`), removeExtension(file)];
    const all = await Promise.all(
      stems.flatMap((stem) => [this.#readData(`${stem}.json`), this.#readData(`${stem}.11tydata.json`)]),
    );
    return Object.assign({}, ...all) as Data;
  }

  #readData(file: string): Promise<Data> {
    const known = this.#directoryData.get(file);
    if (known) return known;
    const data = readFile(path.join(this.root, file), 'utf8')
      .then((text) => {
        const value: unknown = JSON.parse(text);
        return isData(value) ? value : {};
      })
      .catch(() => ({}));
    this.#directoryData.set(file, data);
    return data;
  }
}

const shortcodesSchema = z.record(z.string(), z.string().nullable());

/** Reads shortcodes.yaml, which says what the site's own shortcodes stand for. Throws UnreadableSourceError. */
async function readShortcodes(root: string): Promise<Record<string, string | null>> {
  const file = path.join(root, 'shortcodes.yaml');
  if (!(await exists(file))) return {};
  try {
    const entries = shortcodesSchema.parse(
      parse(await readFile(file, 'utf8'), { prettyErrors: false }) ?? {},
    );
    return Object.fromEntries(
      Object.entries(entries).map(([name, template]) => [name, template === 'drop' ? null : template]),
    );
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    const hint = 'write each shortcode as name: HTML template, or name: drop';
    throw new UnreadableSourceError(
      `${file} cannot be read: ${error instanceof z.ZodError ? hint : reason}.`,
    );
  }
}
