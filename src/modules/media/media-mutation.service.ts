import { GraphQLError } from 'graphql';
import { cacheTags } from '../../cache/cache-tags.js';
import type { MediaFile as MediaFileRow, PrismaClient } from '../../database/generated/client.js';
import { getLibraryPath } from '../../media/media-urls.js';
import { RefusedFileError } from '../../media/refused-file.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { InputErrorCollector, LIMITS } from '../../mutations/input-errors.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { checkTime } from '../../shared/lists/comparison.sql.js';
import { createTableSource, readPage } from '../../shared/lists/list.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import { checkDetails, type MediaDetailsInput } from './check-details.js';
import type {
  CreateUploadInput,
  CreateUploadPayload,
  DeleteMediaInput,
  DeleteMediaPayload,
  ExpiringMediaArgs,
  FinishUploadInput,
  ImportImageInput,
  MediaFilesArgs,
  MediaPayload,
  ReplaceMediaInput,
  UpdateMediaInput,
} from './media.inputs.js';
import { appendMediaChange } from './media-change.js';
import { describeTooLarge, findByPresentKey, type MediaLibrary, type StoredFile } from './media-library.js';
import { type ListedMediaFile, MEDIA_LIST } from './media-list.js';
import { replaceBytes } from './media-replacement.js';
import { setExpiry } from './media-rights.js';
import { canFinishUpload, type MediaUploads } from './media-uploads.js';
import { describeUsages, findUsages } from './media-usages.js';
import { withStorageFailures } from './storage-failure.js';

export interface MediaServiceOptions {
  prisma: PrismaClient;
  library: MediaLibrary;
  uploads: MediaUploads;
  /** Makes a path of the gateway absolute; other URLs stay. */
  toUrl(path: string): string;
  /** Fetches a file with limits of size and time. Throws UserFacingError. */
  fetchFile(url: string): Promise<{ bytes: Uint8Array; name: string }>;
  /** Deletes the bytes and variants of a file after its row. */
  deleteBytes(file: { hash: string; key: string | null }): Promise<void>;
}

/** File that a mutation adds or changes. */
interface ChangedFile {
  id: number;
  /** True if the library had the bytes that a mutation adds; null if it adds none. */
  isExisting: boolean | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Adds, changes and deletes files of the media library for editors. */
export class MediaService {
  constructor(private readonly options: MediaServiceOptions) {}

  async createUpload(actor: Actor, input: CreateUploadInput): Promise<CreateUploadPayload> {
    const { prisma, uploads, toUrl } = this.options;
    const call = { actor, action: 'createUpload', input };
    return runMutation<CreateUploadPayload>(prisma, call, { upload: null }, async () => {
      const name = input.name.trim();
      const errors = new InputErrorCollector();
      if (name === '') errors.add(['name'], 'The name must not be empty.');
      errors.checkLength(['name'], name, LIMITS.slug);
      if (input.bytes < 1) errors.add(['bytes'], 'The size must be at least 1 byte.');
      if (input.bytes > uploads.maxBytes)
        errors.add(['bytes'], describeTooLarge(input.bytes, uploads.maxBytes), UserErrorCode.TOO_LONG);
      errors.throwIfAny();
      const { id, url, expiresAt } = await uploads.create(actor.keyId, name, input.bytes);
      const payload = { upload: { id, url: toUrl(url), expiresAt }, userErrors: [] };
      return { payload, target: null, outcome: { id, name, bytes: input.bytes } };
    });
  }

  async finishUpload(actor: Actor, input: FinishUploadInput): Promise<MediaPayload> {
    if (UUID.test(input.id)) await this.options.uploads.collect(actor, input.id);
    return this.change({ actor, action: 'finishUpload', input }, (tx) =>
      finishUpload(tx, actor, input.id, 'id'),
    );
  }

  /** Replaces the bytes of a file by those of an upload. Its uses, texts and rights stay. */
  async replaceMedia(actor: Actor, input: ReplaceMediaInput): Promise<MediaPayload> {
    const { prisma, uploads } = this.options;
    if (UUID.test(input.uploadId)) await uploads.collect(actor, input.uploadId);
    const call = { actor, action: 'replaceMedia', input };
    let former: MediaFileRow | undefined;
    const payload = await runMutation<MediaPayload>(prisma, call, { fileId: null }, async (tx) => {
      const file = await findFile(tx, input.id);
      const { id: uploadedId } = await finishUpload(tx, actor, input.uploadId, 'uploadId');
      const uploaded = await tx.mediaFile.findUniqueOrThrow({ where: { id: uploadedId } });
      const present = uploaded.id === file.id ? file : await replaceBytes(tx, file, uploaded);
      if (present !== file) former = file;
      const outcome = { name: present.name, before: file.hash, after: present.hash };
      return { payload: { fileId: file.id, userErrors: [] }, target: null, outcome };
    });
    if (former) await this.deleteBytes(former);
    return payload;
  }

  /** Fetches the picture before the write lock is taken. */
  async importImage(actor: Actor, input: ImportImageInput): Promise<MediaPayload> {
    const url = String(input.url);
    const fetched = await this.fetchAndAdd(url, actor.keyId).catch((error: Error) => {
      if (error instanceof UserFacingError) return { problem: error.message };
      throw error;
    });
    return this.change({ actor, action: 'importImage', input: { ...input, url } }, async () => {
      if ('problem' in fetched)
        throw createUserErrorException(fetched.problem, UserErrorCode.INVALID, ['url']);
      return { id: fetched.id, isExisting: fetched.isKnown };
    });
  }

  updateMedia(actor: Actor, input: UpdateMediaInput): Promise<MediaPayload> {
    return this.change({ actor, action: 'updateMedia', input }, async (tx) => ({
      id: (await findFile(tx, input.id)).id,
      isExisting: null,
    }));
  }

  async deleteMedia(actor: Actor, input: DeleteMediaInput): Promise<DeleteMediaPayload> {
    const { prisma } = this.options;
    const call = { actor, action: 'deleteMedia', input };
    let deleted: MediaFileRow | undefined;
    const payload = await runMutation<DeleteMediaPayload>(prisma, call, { deletedId: null }, async (tx) => {
      const file = await findFile(tx, input.id);
      const usages = file.key === null ? [] : await findUsages(tx, [file.hash]);
      if (usages.length > 0) {
        const message = `The file is used by ${describeUsages(usages)}. Remove it there first.`;
        throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
      }
      const sources = await tx.mediaSource.findMany({ where: { fileId: file.id } });
      await tx.mediaFile.delete({ where: { id: file.id } });
      const urls = sources.map(({ url }) => cacheTags.mediaUrl(url));
      await appendMediaChange(tx, [cacheTags.mediaFile(file.id), ...urls]);
      deleted = file;
      return {
        payload: { deletedId: input.id, userErrors: [] },
        target: null,
        outcome: { name: file.name, hash: file.hash },
      };
    });
    if (deleted) await this.deleteBytes(deleted);
    return payload;
  }

  /**
   * Deletes the bytes of a file after its row, unless they were added again. Called after the commit: bytes
   * without a row are harmless, a row without bytes is not.
   */
  private async deleteBytes(file: MediaFileRow): Promise<void> {
    const { prisma, deleteBytes } = this.options;
    try {
      await withWriteLock(prisma, async (tx) => {
        const added = file.key === null ? null : await findByPresentKey(tx, file.key);
        if (!added) await deleteBytes(file);
      });
    } catch (error) {
      const message = `The change was saved, but the former bytes of ${file.name} could not be deleted from the media storage. Delete them there: ${file.key ?? file.hash}.`;
      const originalError = error instanceof Error ? error : new Error(String(error));
      throw new GraphQLError(message, { extensions: { code: ErrorCode.RESULT_UNAVAILABLE }, originalError });
    }
  }

  /** Returns a page of the stored files. Throws BadUserInputError if the arguments are out of range. */
  list(args: MediaFilesArgs): Promise<ConnectionPage<ListedMediaFile>> {
    return readPage(MEDIA_LIST, args, createTableSource(this.options.prisma));
  }

  /**
   * Returns a page of the files with rights that end in a span of time, earliest first. Throws
   * BadUserInputError if the arguments are out of range.
   */
  async listExpiring({ from, until, ...args }: ExpiringMediaArgs): Promise<ConnectionPage<ListedMediaFile>> {
    for (const [name, time] of Object.entries({ from, until })) if (time) checkTime(name, time);
    const after = from ?? (await readDatabaseClock(this.options.prisma));
    return this.list({ ...args, filter: { expiresAt: { after, before: until } }, orderBy: 'EXPIRING' });
  }

  find(id: number): Promise<MediaFileRow | null> {
    return this.options.prisma.mediaFile.findUnique({ where: { id } });
  }

  private async fetchAndAdd(url: string, keyId: number): Promise<StoredFile> {
    const { library, fetchFile } = this.options;
    if (!/^https?:/i.test(url)) throw new RefusedFileError('The URL must begin with http or https.');
    const { bytes, name } = await fetchFile(url);
    return withStorageFailures(() => library.add(bytes, { name, urls: [url], hasOwnTexts: true, keyId }));
  }

  /** Sets when the rights of a file end, unless nothing is given or nothing changes. */
  private async changeRights(tx: Transaction, file: MediaFileRow, expiresAt: Date | null | undefined) {
    if (expiresAt === undefined || file.expiresAt?.getTime() === expiresAt?.getTime()) return;
    if (file.key === null) {
      const message = 'The file stays at another server, which goes on showing it. Call importImage first.';
      throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['expiresAt']);
    }
    await setExpiry(tx, file, expiresAt);
  }

  /** Finds a file and changes its texts, unless it was in the library before its bytes were added. */
  private change(
    call: { actor: Actor; action: string; input: MediaDetailsInput & { id?: string; url?: unknown } },
    findTarget: (tx: Transaction) => Promise<ChangedFile>,
  ): Promise<MediaPayload> {
    const refused = { fileId: null };
    return runMutation<MediaPayload>(this.options.prisma, call, refused, async (tx) => {
      const details = checkDetails(call.input);
      const { id, isExisting } = await findTarget(tx);
      const data = isExisting ? {} : details;
      const file = await tx.mediaFile.update({ where: { id }, data });
      if (!isExisting) await this.changeRights(tx, file, call.input.expiresAt);
      if (Object.keys(data).length > 0) await appendMediaChange(tx, [cacheTags.mediaFile(id)]);
      const path = file.key === null ? null : getLibraryPath(file.key);
      return {
        payload: { fileId: id, isExisting, userErrors: [] },
        target: null,
        outcome: { name: file.name, path },
      };
    });
  }
}

/**
 * Returns the file of a complete upload, which accepts no more bytes. Throws UserErrorException for
 * others, and for an upload of another key.
 */
async function finishUpload(tx: Transaction, actor: Actor, id: string, field: string): Promise<ChangedFile> {
  const upload = UUID.test(id) ? await tx.mediaUpload.findUnique({ where: { id } }) : null;
  if (!upload || !canFinishUpload(actor, upload)) {
    const message = 'The upload was not found. Only the API key that created it can finish it.';
    throw createUserErrorException(message, UserErrorCode.NOT_FOUND, [field]);
  }
  if (upload.fileId !== null) {
    const finishedAt = upload.finishedAt ?? (await readDatabaseClock(tx));
    await tx.mediaUpload.update({ where: { id }, data: { finishedAt } });
    return { id: upload.fileId, isExisting: upload.isExisting };
  }
  const message =
    upload.error ?? 'The bytes have not arrived yet: send them to the URL of the upload with PUT.';
  throw createUserErrorException(message, upload.error ? UserErrorCode.INVALID : UserErrorCode.CONFLICT, [
    field,
  ]);
}

function findFile(tx: Transaction, globalId: string): Promise<MediaFileRow> {
  return findByGlobalId('MediaFile', globalId, (id) => tx.mediaFile.findUnique({ where: { id } }), 'file');
}
