import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ContentRefusedError } from '../../../content/content-error.js';
import { requireValue } from '../../../shared/require-value.js';
import { itemReader } from '../../run/reading.js';
import { UnreadableSourceError } from '../../run/unreadable-source.js';
import { type ListedFiles, listMarkdownFiles, readTextFile, UnreadableFileError } from '../files.js';
import { type ModuleData, readDataModule } from './data-module.js';
import { exists, type FoundSite, findSite } from './find-site.js';
import { type Cascade, collectCascades, readCascades } from './generators/cascade.js';
import { mergeData } from './generators/eleventy.js';
import { splitContentPath } from './generators/hugo-languages.js';
import { findMountedPath, listMountSources } from './generators/hugo-mounts.js';
import { isJekyllFolder } from './generators/jekyll.js';
import type { SiteEntry } from './read-site-page.js';
import {
  type ContentMount,
  type Data,
  type FileContext,
  isData,
  type ReadingOptions,
  removeExtension,
  type SiteFile,
  type StaticSite,
} from './site.js';

/** A file that makes a page of its folder in Hugo, such as `index.md` or `index.fr.md`. */
const BUNDLE_INDEX = /^index(\.[a-z-]+)?\.(md|markdown|html?|org|adoc|asciidoc|ad|rst|pandoc|pdc)$/i;

/** A folder to import, and the site that it belongs to. */
export class SiteSource {
  private readonly dataFiles = new Map<string, Promise<ModuleData>>();
  /** Whether folders of Hugo are pages, by path. */
  private readonly bundles = new Map<string, Promise<boolean>>();
  private readonly cascades = new Map<string, Promise<Cascade[]>>();

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
    const isHugo = site?.generator === 'hugo';
    const hasHtml = isHugo || site?.generator === 'jekyll';
    const options = { hasHtml, hasBareMarkup: isHugo };
    if (site === null || path.resolve(this.folder) !== this.root)
      return yield* listMarkdownFiles(this.folder, '', options);
    const isWanted = (subfolder: string) => {
      if (site.generator === 'jekyll') return isJekyllFolder(site, subfolder);
      return site.generator !== 'eleventy' || !path.posix.basename(subfolder).startsWith('_');
    };
    const folders = site.languages?.folders ?? [];
    if (site.mounts !== undefined || folders.length > 0)
      return yield* this.listMounts(
        [
          ...(site.mounts ?? [{ source: site.contentFolder, target: site.contentFolder }]),
          ...folders.map(({ folder }) => ({ source: folder, target: folder })),
        ],
        options,
      );
    const contentFolders = site.generator === 'astro' ? ['content', 'pages'] : [''];
    for (const name of contentFolders) {
      const subfolder = path.posix.join(site.contentFolder, name).replace(/^\.$/, '');
      if (await exists(path.join(this.folder, subfolder)))
        yield* listMarkdownFiles(this.folder, subfolder, { ...options, isWanted });
    }
  }

  private async *listMounts(mounts: ContentMount[], options: ListedFiles): AsyncGenerator<string> {
    const listed = new Set<string>();
    for (const { source } of mounts) {
      const stats = await stat(path.join(this.folder, source)).catch(() => null);
      const files = stats?.isDirectory()
        ? listMarkdownFiles(this.folder, source, options)
        : stats
          ? [source]
          : [];
      for await (const file of files) {
        if (!listed.has(file)) yield file;
        listed.add(file);
      }
    }
  }

  /** Returns the context of a file of the folder: all that is not in its text. */
  async getContext(file: string): Promise<FileContext> {
    const inside = path
      .relative(this.root, path.join(path.resolve(this.folder), file))
      .split(path.sep)
      .join('/');
    const mounted = findMountedPath(inside, this.site?.mounts);
    const sitePath = (mounted ?? inside).normalize('NFC');
    const given =
      this.site?.generator === 'eleventy'
        ? await this.readDirectoryData(inside)
        : { directoryData: await this.readCascadedData(mounted ?? inside) };
    return {
      ...this.options,
      site: this.site,
      file: {
        path: sitePath,
        ...(mounted !== null && { mountedFrom: inside }),
        ...((await this.isBundleResource(inside, sitePath)) && { isResource: true }),
        ...given,
      },
    };
  }

  /** Returns true for a file that is not a page because Hugo reads its folder, or one above, as one page. */
  private async isBundleResource(file: string, sitePath: string): Promise<boolean> {
    if (this.site?.generator !== 'hugo') return false;
    const { inside } = splitContentPath(this.site, sitePath);
    let folder = path.posix.dirname(file);
    const depth = inside === sitePath ? 0 : inside.split('/').length - 1;
    for (let level = 0; level < depth; level += 1) {
      const isOwnIndex = level === 0 && BUNDLE_INDEX.test(path.posix.basename(file));
      if (!isOwnIndex && (await this.isBundle(folder))) return true;
      folder = path.posix.dirname(folder);
    }
    return false;
  }

  /** Returns true if a folder has an `index.md`. */
  private isBundle(folder: string): Promise<boolean> {
    const known = this.bundles.get(folder);
    if (known) return known;
    const isBundle = readdir(path.join(this.root, folder)).then(
      (names) => names.some((name) => BUNDLE_INDEX.test(name)),
      () => false,
    );
    this.bundles.set(folder, isBundle);
    return isBundle;
  }

  /** Reads the address of each file. Skips files that cannot be read, which the import reports. */
  async readEntries(): Promise<Map<string, SiteEntry>> {
    const entries = new Map<string, SiteEntry>();
    if (this.site === null) return entries;
    for await (const file of this.listFiles()) {
      const context = await this.getContext(file);
      const entry = await this.readEntry(path.join(this.folder, file), context);
      if (entry !== null) entries.set(context.file.path, entry);
    }
    return entries;
  }

  private async readEntry(file: string, context: FileContext): Promise<SiteEntry | null> {
    try {
      const text = await readTextFile(file);
      return await itemReader.read('markdownEntry', text, context);
    } catch (error) {
      if (error instanceof UnreadableFileError || error instanceof ContentRefusedError) return null;
      throw error;
    }
  }

  /** Collects the front matter that the configuration and the sections above a file pass down to it. */
  private async readCascadedData(file: string): Promise<Data> {
    const { site } = this;
    if (site === null || (site.generator !== 'hugo' && site.generator !== 'zola')) return {};
    const { inside: page } = splitContentPath(site, file);
    if (page === file) return {};
    const content = file.slice(0, file.length - page.length);
    const folders = page.split('/').slice(0, -1);
    const sections = ['', ...folders.map((_, i) => `${folders.slice(0, i + 1).join('/')}/`)];
    const levels = await Promise.all(sections.map((section) => this.readCascades(`${content}${section}`)));
    const ofSite = site.generator === 'hugo' ? readCascades(site, site.config) : [];
    return collectCascades([ofSite, ...levels], page);
  }

  /** Reads the front matter that the `_index.md` of a folder passes down. */
  private readCascades(folder: string): Promise<Cascade[]> {
    const known = this.cascades.get(folder);
    if (known) return known;
    const read = async () => {
      const paths = ['_index.md', '_index.markdown'].map((name) => folder + name);
      for (const sitePath of paths)
        for (const source of listMountSources(sitePath, this.site?.mounts)) {
          const file = path.join(this.root, source);
          const context = { ...this.options, site: this.site, file: { path: sitePath, ...NO_DATA } };
          const entry = (await exists(file)) ? await this.readEntry(file, context) : null;
          if (entry !== null) return entry.cascades;
        }
      return [];
    };
    const cascades = read();
    this.cascades.set(folder, cascades);
    return cascades;
  }

  /** Merges the data files of a file's folders, the nearest last, and of the file itself. */
  private async readDirectoryData(
    file: string,
  ): Promise<Pick<SiteFile, 'directoryData' | 'unreadPermalink'>> {
    const content = requireValue(this.site, 'Only a site has data files.').contentFolder;
    const folders = path.posix
      .dirname(file)
      .split('/')
      .filter((part) => part !== '.');
    const paths = folders
      .map((_, i) => folders.slice(0, i + 1).join('/'))
      .filter((each) => each.startsWith(content));
    const stems = [...paths.map((each) => `${each}/${path.posix.basename(each)}`), removeExtension(file)];
    let directoryData: Data = {};
    let unreadPermalink: string | undefined;
    for (const name of stems.flatMap((stem) => DATA_ENDINGS.map((ending) => stem + ending))) {
      const { data, hasUnreadPermalink } = await this.readData(name);
      directoryData = mergeData(directoryData, data);
      if (hasUnreadPermalink) unreadPermalink = name;
      else if (data.permalink !== undefined) unreadPermalink = undefined;
    }
    return { directoryData, ...(unreadPermalink !== undefined && { unreadPermalink }) };
  }

  private readData(file: string): Promise<ModuleData> {
    const known = this.dataFiles.get(file);
    if (known) return known;
    const data = readFile(path.join(this.root, file), 'utf8')
      .then((text) => (file.endsWith('.json') ? readJsonData(text) : readDataModule(text)))
      .catch(() => ({ data: {}, hasUnreadPermalink: false }));
    this.dataFiles.set(file, data);
    return data;
  }
}

const NO_DATA = { directoryData: {} };
/** Ends of Eleventy's data files, those that win last. */
const DATA_ENDINGS = ['.json', '.11tydata.json', '.11tydata.mjs', '.11tydata.cjs', '.11tydata.js'];

function readJsonData(text: string): ModuleData {
  try {
    const value: unknown = JSON.parse(text);
    return { data: isData(value) ? value : {}, hasUnreadPermalink: false };
  } catch {
    return { data: {}, hasUnreadPermalink: text.includes('permalink') };
  }
}

const shortcodesSchema = z.record(z.string(), z.string().nullable());

/**
 * Reads shortcodes.yaml, which has the templates of the site's own shortcodes. Throws UnreadableSourceError.
 */
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
