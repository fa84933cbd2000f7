import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { MediaUpload, PrismaClient } from '../../database/generated/client.js';
import type { MediaSigner } from '../../media/media-signer.js';
import { INCOMING, type MediaStorage, UPLOADS_PATH } from '../../media/media-storage.js';
import { RefusedFileError } from '../../media/refused-file.js';
import type { MediaLibrary } from './media-library.js';
import { withStorageFailures } from './storage-failure.js';

/** Result of receiving the bytes of an upload: `invalid` for a wrong or expired address. */
export type ReceiveResult = 'received' | 'invalid' | { tooLarge: number } | { refused: string };

const LIFETIME_MS = 3_600_000;
const RETENTION_MS = 86_400_000;
const PARAMETERS = /^([0-9a-f-]{36})_(\d{1,10})_(\d{1,15})$/;

/** Receives files from editors' browsers, at addresses that are signed for one file of a size. */
export class MediaUploads {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly library: MediaLibrary,
    private readonly signer: MediaSigner,
    private readonly storage: MediaStorage,
  ) {}

  get maxBytes(): number {
    return this.library.maxBytes;
  }

  /**
   * Creates an upload and returns the URL that its bytes are sent to: a path of the gateway, or one of the storage.
   * Deletes uploads of the day before.
   */
  async create(name: string, bytes: number): Promise<{ id: string; url: string; expiresAt: Date }> {
    const id = randomUUID();
    const expiresAt = new Date(Date.now() + LIFETIME_MS);
    await this.deleteExpired();
    await this.prisma.mediaUpload.create({ data: { id, name, bytes } });
    const direct = await this.storage.createUploadUrl?.(INCOMING + id, bytes, LIFETIME_MS / 1_000);
    const parameters = `${id}_${bytes}_${expiresAt.getTime()}`;
    return { id, url: direct ?? `${UPLOADS_PATH}${parameters}.${this.sign(parameters)}`, expiresAt };
  }

  /** Adds the bytes of an upload that were sent to the storage, if they have arrived. */
  async collect(id: string): Promise<void> {
    if (!this.storage.createUploadUrl) return;
    const upload = await this.prisma.mediaUpload.findUnique({ where: { id } });
    if (!upload || upload.fileId !== null) return;
    await withStorageFailures(() => this.collectFor(upload));
  }

  private async collectFor(upload: MediaUpload): Promise<void> {
    const { id } = upload;
    const found = await this.storage.get(INCOMING + id);
    if (!found) return;
    if (found.size > upload.bytes) {
      found.body.destroy();
      await this.refuse(
        upload.id,
        `The upload was created for ${upload.bytes} bytes, but ${found.size} arrived.`,
      );
    } else {
      await this.add(upload, await buffer(found.body));
    }
    await this.storage.delete(INCOMING + id);
  }

  /** Returns the maximum size of the body that an address accepts; null if its signature is wrong or it has expired. */
  getLimit(parameters: string, signature: string): number | null {
    const [, , bytes, expiry] = PARAMETERS.exec(parameters) ?? [];
    if (!bytes || !this.signer.isValid(`upload/${parameters}`, signature)) return null;
    return Number(expiry) > Date.now() ? Number(bytes) : null;
  }

  /**
   * Adds the bytes of an upload to the library. Sending them again is harmless. Throws a GraphQLError if they cannot be
   * stored.
   */
  async receive(parameters: string, signature: string, body: Uint8Array): Promise<ReceiveResult> {
    const limit = this.getLimit(parameters, signature);
    const id = PARAMETERS.exec(parameters)?.[1];
    const upload = limit === null ? null : await this.prisma.mediaUpload.findUnique({ where: { id: id! } });
    if (limit === null || !upload) return 'invalid';
    if (body.length > limit) return { tooLarge: limit };
    return withStorageFailures(() => this.add(upload, body));
  }

  private async add(
    { id, name }: { id: string; name: string },
    body: Uint8Array,
  ): Promise<'received' | { refused: string }> {
    try {
      const { id: fileId } = await this.library.add(body, { name, hasOwnTexts: true });
      await this.prisma.mediaUpload.update({ where: { id }, data: { fileId, error: null } });
      return 'received';
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      await this.refuse(id, error.message);
      return { refused: error.message };
    }
  }

  private async refuse(id: string, error: string): Promise<void> {
    await this.prisma.mediaUpload.update({ where: { id }, data: { error } });
  }

  private async deleteExpired(): Promise<void> {
    const where = { createdAt: { lt: new Date(Date.now() - RETENTION_MS) } };
    const expired = await this.prisma.mediaUpload.findMany({ where, select: { id: true } });
    if (this.storage.createUploadUrl) for (const { id } of expired) await this.storage.delete(INCOMING + id);
    await this.prisma.mediaUpload.deleteMany({ where });
  }

  private sign(parameters: string): string {
    return this.signer.sign(`upload/${parameters}`);
  }
}
