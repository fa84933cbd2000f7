import type { Pool } from 'pg';
import { cacheTags } from '../../cache/cache-tags.js';
import { type MediaFile, Prisma, type PrismaClient } from '../../database/generated/client.js';
import { MAX_URL_LENGTH } from '../../fields/field.js';
import type { FileRecord } from '../../media/file-lookup.js';
import { hashBytes, type InspectedFile, inspectFile } from '../../media/inspect-file.js';
import type { MediaStorage } from '../../media/media-storage.js';
import { getLibraryPath } from '../../media/media-urls.js';
import { RefusedFileError } from '../../media/refused-file.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { requireValue } from '../../shared/require-value.js';
import { appendMediaChange } from './media-change.js';
import { setExpiry } from './media-rights.js';

export interface MediaLibraryOptions {
  prisma: PrismaClient;
  storage: MediaStorage;
  /** Maximum size of a file in bytes. */
  maxBytes: number;
}

/** Texts and rights of a file, which its uses show unless they have their own. */
export interface MediaTexts {
  alt?: string;
  caption?: string | null;
  credit?: string | null;
  license?: string | null;
  focalX?: number | null;
  focalY?: number | null;
}

export interface NewMediaFile {
  /** File name, for editors. */
  name: string;
  texts?: MediaTexts;
  /** If true, the metadata of a new picture stand in for texts that are not given. */
  hasOwnTexts?: boolean;
  /** Further URLs under which content names the file. */
  urls?: string[];
  /**
   * If true, bytes that a file had before it was replaced are that file, as when an import brings them again. Otherwise
   * they are a file of their own.
   */
  mayBeFormer?: boolean;
  /** If true, only its size is read: the file stays where it is, and is found by `urls`. */
  isLinked?: boolean;
  /** ID of the API key that adds it; null for an import. */
  keyId?: number | null;
}

/** A file of the library. */
export interface StoredFile {
  id: number;
  hash: string;
  /** Path by which content names the file; null for a linked one. */
  path: string | null;
  width: number | null;
  height: number | null;
  mimeType: string;
  /** True if the library had it already. */
  isKnown: boolean;
  /** True if the bytes are former ones of the file, which was replaced. */
  isFormer: boolean;
}

/** What a URL was read as. */
export interface FileSource {
  file: StoredFile | null;
  /** Why it could not be read. */
  error: string | null;
  /** True if the rights of the file have ended. */
  hasExpired: boolean;
}

const MAX_NAME_LENGTH = 200;

/** Stores each file once, by the hash of its bytes, with the data read from the bytes. */
export class MediaLibrary {
  constructor(private readonly options: MediaLibraryOptions) {}

  get maxBytes(): number {
    return this.options.maxBytes;
  }

  /**
   * Adds a file, unless the library has its bytes. Throws RefusedFileError if it is too large, of a type that is not
   * accepted, or cannot be decoded.
   */
  async add(bytes: Uint8Array, file: NewMediaFile): Promise<StoredFile> {
    const { maxBytes, prisma, storage } = this.options;
    if (bytes.length > maxBytes) throw new RefusedFileError(describeTooLarge(bytes.length, maxBytes));
    const inspected = await inspectFile(bytes);
    const existing = await findExisting(prisma, inspected, file);
    const isKnown = existing != null && (file.isLinked === true || existing.key !== null);
    // Stored before its row, so that a row never names a file that is not there.
    if (!file.isLinked && !isKnown) await storage.put(await chooseKey(prisma, inspected), inspected.bytes);
    const saved = await withWriteLock(prisma, (tx) => saveFile(tx, inspected, file), file.keyId);
    const isFormer = saved.hash !== inspected.hash;
    // Meanwhile another one may have deleted the file, and its bytes with it, or taken the key.
    if (!file.isLinked && !isFormer && saved.key !== null && !(await storage.head(saved.key)))
      await storage.put(saved.key, inspected.bytes);
    const stored = toStoredFile(saved);
    return { ...stored, path: file.isLinked ? null : stored.path, isKnown, isFormer };
  }

  /** Returns the file that a URL was fetched from before, or why it could not be read; null if it never was. */
  async findSource(url: string): Promise<FileSource | null> {
    const { prisma } = this.options;
    const source = await prisma.mediaSource.findUnique({ where: { url }, include: { file: true } });
    if (!source) return null;
    const { file, error } = source;
    if (!file) return { file: null, error, hasExpired: false };
    const hasExpired = (await findEnd(prisma, file)) !== null;
    return { file: { ...toStoredFile(file), isKnown: true, isFormer: false }, error, hasExpired };
  }

  /** Returns true if the library has a file that was copied from another server. */
  async hasCopies(): Promise<boolean> {
    const where = { url: { startsWith: 'http' }, file: { key: { not: null } } };
    return (await this.options.prisma.mediaSource.findFirst({ where, select: { url: true } })) !== null;
  }

  /** Sets when the rights of a file end, unless they do already. */
  async setExpiry(id: number, expiresAt: Date): Promise<void> {
    const { prisma } = this.options;
    const known = await prisma.mediaFile.findUniqueOrThrow({ where: { id } });
    if (known.expiresAt?.getTime() === expiresAt.getTime()) return;
    await withWriteLock(prisma, async (tx) => setExpiry(tx, known, expiresAt));
  }

  /** Records why the file at a URL could not be read, for `Image.sizeError`. */
  async recordFailure(url: string, error: string): Promise<void> {
    if (url.length > MAX_URL_LENGTH) return;
    await withWriteLock(this.options.prisma, async (tx) => {
      const before = await tx.mediaSource.findUnique({ where: { url } });
      if (before?.fileId != null || before?.error === error) return;
      await tx.mediaSource.upsert({
        where: { url },
        create: { url, error },
        update: { error, checkedAt: new Date() },
      });
      await appendMediaChange(tx, [cacheTags.mediaUrl(url)]);
    });
  }
}

export function describeTooLarge(bytes: number, maxBytes: number): string {
  return `The file has ${bytes} bytes; at most ${Math.floor(maxBytes / 1_048_576)} MiB are accepted (MEDIA_MAX_MB).`;
}

function toStoredFile({ id, hash, key, width, height, mimeType }: MediaFile) {
  return { id, hash, path: key === null ? null : getLibraryPath(key), width, height, mimeType };
}

type Sources = Pick<Transaction, 'mediaFile' | 'mediaSource'>;

/** Finds the file that had some bytes before it was replaced, if that counts, else the one that has them. */
async function findExisting(
  db: Sources,
  inspected: InspectedFile,
  { mayBeFormer, isLinked }: NewMediaFile,
): Promise<MediaFile | null> {
  const { hash } = inspected;
  const former = mayBeFormer && !isLinked ? await findByName(db, hash, inspected) : null;
  return former ?? db.mediaFile.findUnique({ where: { hash } });
}

/** Finds the file that has, or had, a name in the library. */
async function findByName(
  db: Sources,
  name: string,
  { extension }: InspectedFile,
): Promise<MediaFile | null> {
  const url = getLibraryPath(`${name}.${extension}`);
  return (await db.mediaSource.findUnique({ where: { url }, include: { file: true } }))?.file ?? null;
}

/**
 * Returns the key of a new file. It begins with the hash, unless that is a former name of a file that was replaced:
 * content and other sites go on naming that one by it.
 */
async function chooseKey(db: Sources, inspected: InspectedFile): Promise<string> {
  const { hash, extension } = inspected;
  for (let attempt = 0; ; attempt++) {
    const name = attempt === 0 ? hash : hashBytes(`${hash}:${attempt}`);
    const taken = await findByName(db, name, inspected);
    if (!taken || taken.hash === hash) return `${name}.${extension}`;
  }
}

async function saveFile(
  tx: Transaction,
  inspected: InspectedFile,
  newFile: NewMediaFile,
): Promise<MediaFile> {
  const { urls = [], isLinked = false } = newFile;
  const { hash, mimeType, width, height, thumbhash, dataUrl, dominantColor, isAnimated, duration } =
    inspected;
  const facts = { mimeType, width, height, thumbhash, dataUrl, dominantColor, isAnimated, duration };
  const existing = await findExisting(tx, inspected, newFile);
  const key = existing?.key ?? (isLinked ? null : await chooseKey(tx, inspected));
  const isStoredNow = existing?.key === null && key !== null;
  const file =
    existing ??
    (await tx.mediaFile.create({
      data: {
        hash,
        key,
        ...facts,
        ...describeFile(inspected, newFile),
        bytes: inspected.bytes.length,
      },
    }));
  // Until now only its size was read, so that it could have no texts.
  if (isStoredNow)
    await tx.mediaFile.update({ where: { id: file.id }, data: { key, ...describeFile(inspected, newFile) } });
  const former = isLinked ? null : await findByName(tx, hash, inspected);
  const named = [...(isLinked || key === null ? [] : [getLibraryPath(key)]), ...urls].filter(
    (url) => url.length <= MAX_URL_LENGTH,
  );
  const tags = isStoredNow ? [cacheTags.mediaFile(file.id)] : [];
  for (const url of new Set(named)) {
    const source = await tx.mediaSource.findUnique({ where: { url }, include: { file: true } });
    if (source?.fileId === file.id || isNameOfOther(url, source?.file, former)) continue;
    const endedAt = await findEnd(tx, source?.file);
    // The picture was taken down while it was fetched.
    if (endedAt && existing) continue;
    if (endedAt) await setExpiry(tx, file, endedAt);
    const data = { fileId: file.id, error: null, checkedAt: new Date() };
    await tx.mediaSource.upsert({ where: { url }, create: { url, ...data }, update: data });
    tags.push(cacheTags.mediaUrl(url), ...(source?.fileId ? [cacheTags.mediaFile(source.fileId)] : []));
  }
  if (tags.length > 0) await appendMediaChange(tx, tags);
  return { ...file, key };
}

/** Returns when the rights of a file have ended; null if they have not. */
async function findEnd(
  db: Pick<Transaction, '$queryRaw'>,
  file: MediaFile | null | undefined,
): Promise<Date | null> {
  const { expiresAt = null } = file ?? {};
  return expiresAt !== null && expiresAt <= (await readDatabaseClock(db)) ? expiresAt : null;
}

/** Returns the name and texts of a new file. */
function describeFile(
  { embeddedTexts }: InspectedFile,
  { name, texts = {}, hasOwnTexts = false }: NewMediaFile,
): Partial<MediaFile> & { name: string } {
  return { ...(hasOwnTexts && embeddedTexts), ...texts, name: name.slice(0, MAX_NAME_LENGTH) };
}

/** Returns true for a URL that another file has: its present path, or its URL before it was replaced. */
function isNameOfOther(url: string, file: MediaFile | null | undefined, former: MediaFile | null): boolean {
  if (!file) return false;
  return file.id === former?.id || (file.key !== null && getLibraryPath(file.key) === url);
}

/** Finds the file that has a key at present. */
export async function findByPresentKey(db: Sources, key: string): Promise<MediaFile | null> {
  const url = getLibraryPath(key);
  const source = await db.mediaSource.findUnique({ where: { url }, include: { file: true } });
  return source?.file?.key === key ? source.file : null;
}

/** Finds a file for requests for its bytes and variants, by its hash, or by a key that it has or had. */
export async function findStoredFile(pool: Pool, name: string): Promise<FileRecord | null> {
  const from = name.includes('.')
    ? Prisma.sql`media_source s JOIN media_file f ON f.id = s.file_id WHERE s.url = ${getLibraryPath(name)}`
    : Prisma.sql`media_file f WHERE f.hash = ${name}`;
  const { text, values } = Prisma.sql`
    SELECT f.id, f.key, f.mime_type AS "mimeType",
      (f.mime_type = 'image/jpeg' OR f.data_url IS NOT NULL) AS "isOpaque",
      (extract(epoch FROM f.expires_at - clock_timestamp()) * 1000)::float AS "expiresInMs"
    FROM ${from}`;
  const { rows } = await pool.query<FileRecord>(text, values);
  return rows[0] ?? null;
}

/** Returns the key that addresses of variants and uploads are signed with; creates it at the first start. */
export async function loadMediaSecret(pool: Pool, createKey: () => Uint8Array): Promise<Uint8Array> {
  const select = () => pool.query<{ key: Buffer }>('SELECT key FROM media_secret WHERE id = 1');
  const [stored] = (await select()).rows;
  if (stored) return stored.key;
  await pool.query('INSERT INTO media_secret (id, key) VALUES (1, $1) ON CONFLICT DO NOTHING', [createKey()]);
  return requireValue((await select()).rows[0], 'The secret was stored.').key;
}

/** Lists the keys of all stored files. */
export async function listStoredKeys(pool: Pick<Pool, 'query'>): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(
    'SELECT key FROM media_file WHERE key IS NOT NULL ORDER BY id',
  );
  return rows.map(({ key }) => key);
}
