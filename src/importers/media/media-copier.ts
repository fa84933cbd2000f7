import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import pLimit from 'p-limit';
import { hashBytes } from '../../media/inspect-file.js';
import { MEDIA_PATH } from '../../media/media-storage.js';
import { RefusedFileError } from '../../media/refused-file.js';
import type { ImageContent } from '../../modules/editing/article-content.js';
import { listTexts, replaceTexts } from '../../modules/import/article-texts.js';
import type { MediaLibrary, MediaTexts, StoredFile } from '../../modules/media/media-library.js';
import { FetchError } from '../fetch/fetch-error.js';
import { fetchFile } from '../fetch/fetch-file.js';
import type { Fetcher } from '../fetch/fetcher.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { findPictureUrls, replacePictureUrls } from './picture-urls.js';

export interface MediaCopierOptions {
  library: MediaLibrary;
  /** Fetches pictures of other servers; null to leave those there that were not copied before. */
  fetcher: Fetcher | null;
  /** Folder from which pictures are copied. */
  folder?: string;
}

/** A picture in the library, or why it is not there; null to leave its URL as it is. */
type Copy = Copied | { problem: string } | null;

interface Copied {
  id: number;
  path: string;
  /** True if the file was replaced since it had these bytes. */
  isFormer: boolean;
  width: number | null;
  height: number | null;
}

/** A file that a folder lists for the media library. */
export interface ListedFile {
  /** Path in the folder. */
  file: string;
  name?: string;
  texts: MediaTexts;
  /** Further URLs under which content names the file. */
  urls: string[];
  /** Time at which the right to show the file ends. */
  expiresAt?: Date;
}

/** Folders of site generators that are published at the root of the site. */
const PUBLIC_FOLDERS = ['', 'static', 'public', 'assets', 'source', 'src'];
/** Name of a file that an export has copied from the library. */
const LIBRARY_NAME = /^([0-9a-f]{40})\./;
/** Maximum number of pictures that are fetched concurrently. */
const CONCURRENCY = 4;

/** Copies the pictures of imported content into the media library, each once, and finds those that are there. */
export class MediaCopier {
  private readonly copies = new Map<string, Promise<Copy>>();
  private readonly limit = pLimit(CONCURRENCY);

  constructor(private readonly options: MediaCopierOptions) {}

  /** True if pictures of the imported folder are copied. */
  get readsFolder(): boolean {
    return this.options.folder !== undefined;
  }

  /** Returns an article with the copies of its pictures, and why pictures could not be copied. */
  async copyArticle({
    imageExpiresAt,
    ...article
  }: ImportedArticle): Promise<{ article: ImportedArticle; reasons: string[] }> {
    const { image } = article;
    const inTexts = [...new Set(listTexts(article).flatMap(findPictureUrls))];
    const file = article.sourceId.split('/').slice(1).join('/');
    const urls = [...new Set([...(image ? [image.url] : []), ...inTexts])];
    const copies = new Map<string, Copy>();
    await Promise.all(urls.map(async (url) => copies.set(url, await this.copy(url, file))));
    const reasons = [...copies].flatMap(([url, copy]) =>
      copy && 'problem' in copy ? [`the picture ${url} was not copied: ${copy.problem}`] : [],
    );
    const lead = image && toCopied(copies.get(image.url));
    if (lead && imageExpiresAt && !lead.isFormer)
      await this.options.library.setExpiry(lead.id, imageExpiresAt);
    else if (imageExpiresAt && !lead)
      reasons.push('the rights of the picture end, but it was not copied: it stays');
    const find = (url: string) => toCopied(copies.get(url))?.path ?? null;
    const copied = inTexts.flatMap((url) => find(url) ?? []);
    return {
      article: {
        ...(await replaceTexts(article, (text) => replacePictureUrls(text, find))),
        // Compared by its words alone, a text with newly copied pictures would be unchanged.
        ...(article.comparison !== undefined &&
          copied.length > 0 && { comparison: [article.comparison, ...copied].join('\n') }),
        image: image && withCopy(image, copies.get(image.url)),
      },
      reasons,
    };
  }

  /** Returns a picture of a section, tag or author with the copy of its file. */
  async copyImage(image: ImageContent): Promise<ImageContent> {
    return withCopy(image, await this.copy(image.url, ''));
  }

  /** Adds files that the folder lists, and returns why files were not added. */
  async addListedFiles(files: ListedFile[]): Promise<string[]> {
    if (!this.readsFolder) return [];
    // Files with former names come first, one after the other. Another file with the former bytes would take the name.
    const reasons: (string | null)[] = [];
    for (const file of files.filter(hasFormerName)) reasons.push(await this.addListedFile(file));
    const others = files.filter((file) => !hasFormerName(file));
    reasons.push(...(await this.limit.map(others, (file) => this.addListedFile(file))));
    return reasons.filter((reason) => reason !== null);
  }

  private async addListedFile({
    file,
    name = basename(file),
    expiresAt,
    ...details
  }: ListedFile): Promise<string | null> {
    const { library } = this.options;
    try {
      const path = await this.findFile(file, '');
      if (path === null) return `${file} is not in the folder`;
      const bytes = await readFile(path);
      const added = await library.add(bytes, { name, ...details, mayBeFormer: mayBeFormer(path, bytes) });
      if (expiresAt && !added.isFormer) await library.setExpiry(added.id, expiresAt);
      return null;
    } catch (error) {
      if (error instanceof RefusedFileError) return `${file}: ${error.message}`;
      throw error;
    }
  }

  private copy(url: string, file: string): Promise<Copy> {
    const key = /^(https?:|\/)/i.test(url) ? url : `${dirname(file)}\n${url}`;
    const known = this.copies.get(key) ?? this.limit(() => this.read(url, file));
    this.copies.set(key, known);
    return known;
  }

  private async read(url: string, file: string): Promise<Copy> {
    try {
      return /^https?:/i.test(url) ? await this.fetch(url) : await this.readFile(url, file);
    } catch (error) {
      if (error instanceof RefusedFileError || error instanceof FetchError) return { problem: error.message };
      throw error;
    }
  }

  private async fetch(url: string): Promise<Copy> {
    const { library, fetcher } = this.options;
    const known = await library.findSource(url);
    if (known?.file?.path != null) return toCopy(known.file);
    if (!fetcher) return null;
    // A copy would be a new file, which has rights of its own: what was taken down would be shown again.
    if (known?.hasExpired) return { problem: 'its rights have ended' };
    try {
      const { bytes, name } = await fetchFile(fetcher, url);
      return toCopy(await library.add(bytes, { name, urls: [url], mayBeFormer: true }));
    } catch (error) {
      if (error instanceof RefusedFileError || error instanceof FetchError)
        await library.recordFailure(url, error.message);
      throw error;
    }
  }

  private async readFile(url: string, file: string): Promise<Copy> {
    const path = await this.findFile(url, file);
    if (path === null) return null;
    const bytes = await readFile(path);
    const details = { name: basename(path), mayBeFormer: mayBeFormer(path, bytes) };
    return toCopy(await this.options.library.add(bytes, details));
  }

  /** Finds the file of a URL in the folder; null if there is none, or if it leads out of the folder. */
  private async findFile(url: string, file: string): Promise<string | null> {
    const { folder } = this.options;
    if (folder === undefined) return null;
    const root = await realpath(folder);
    const [address = ''] = url.split(/[?#]/);
    const candidates = [
      ...(address.startsWith('/') ? [] : [join(root, dirname(file), decode(address))]),
      ...PUBLIC_FOLDERS.map((name) => join(root, name, decode(address))),
    ];
    for (const candidate of candidates) {
      const path = await realpath(candidate).catch(() => null);
      if (path?.startsWith(root + sep)) return path;
    }
    return null;
  }
}

/** Returns true if the file was replaced, and content names it by a former path in the library. */
function hasFormerName({ urls }: ListedFile): boolean {
  return urls.some((url) => url.startsWith(MEDIA_PATH));
}

/**
 * Returns true unless an export has given the file the name that the library has for it because its hash is a former
 * name of another one.
 */
function mayBeFormer(path: string, bytes: Uint8Array): boolean {
  const name = LIBRARY_NAME.exec(basename(path))?.[1];
  return name === undefined || name === hashBytes(bytes);
}

function toCopy({ id, path, width, height, isFormer }: StoredFile): Copy {
  return path === null ? null : { id, path, width, height, isFormer };
}

function toCopied(copy: Copy | undefined) {
  return copy && 'path' in copy ? copy : null;
}

function withCopy(image: ImageContent, copy: Copy | undefined): ImageContent {
  const copied = toCopied(copy);
  return copied ? { ...image, url: copied.path, width: copied.width, height: copied.height } : image;
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
