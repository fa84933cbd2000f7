import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { MediaUpload, PrismaClient } from '../../database/generated/client.js';
import type { MediaSigner } from '../../media/media-signer.js';
import { INCOMING, type MediaStorage, UPLOADS_PATH } from '../../media/media-storage.js';
import { RefusedFileError } from '../../media/refused-file.js';
import type { Actor } from '../../mutations/actor.js';
import type { MediaLibrary } from './media-library.js';
import { withStorageFailures } from './storage-failure.js';

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
   * Creates an upload of an API key and returns the URL that its bytes are sent to: a path of the gateway, or one of the
   * storage. Deletes uploads of the day before.
   */
  async create(
    keyId: number,
    name: string,
    bytes: number,
  ): Promise<{ id: string; url: string; expiresAt: Date }> {
    const id = randomUUID();
    const expiresAt = new Date(Date.now() + LIFETIME_MS);
    await this.deleteExpired();
    await this.prisma.mediaUpload.create({ data: { id, keyId, name, bytes } });
    const direct = await this.storage.createUploadUrl?.(INCOMING + id, bytes, LIFETIME_MS / 1_000);
    const parameters = `${id}_${bytes}_${expiresAt.getTime()}`;
    return { id, url: direct ?? `${UPLOADS_PATH}${parameters}.${this.sign(parameters)}`, expiresAt };
  }

  /** Adds the bytes of an upload that were sent to the storage, if they have arrived and the actor may finish it. */
  async collect(actor: Pick<Actor, 'keyId' | 'scopes'>, id: string): Promise<void> {
    if (!this.storage.createUploadUrl) return;
    const upload = await this.prisma.mediaUpload.findUnique({ where: { id } });
    if (!upload || upload.fileId !== null || !canFinishUpload(actor, upload)) return;
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

  /**
   * Returns the ID and maximum size of an upload by its address; null if the signature is wrong or, unless it may have,
   * the address has expired.
   */
  find(
    parameters: string,
    signature: string,
    { mayHaveExpired } = { mayHaveExpired: false },
  ): { id: string; bytes: number } | null {
    const [, id, bytes, expiry] = PARAMETERS.exec(parameters) ?? [];
    if (!id || !this.signer.isValid(`upload/${parameters}`, signature)) return null;
    return mayHaveExpired || Number(expiry) > Date.now() ? { id, bytes: Number(bytes) } : null;
  }

  /** Returns true if an upload was not finished. Bytes that have arrived may be sent again, after a lost response. */
  async isOpen(id: string): Promise<boolean> {
    const upload = await this.prisma.mediaUpload.findUnique({ where: { id } });
    return upload !== null && upload.finishedAt === null;
  }

  /**
   * Adds the bytes of an upload to the library, once: sending the same bytes again has the same result, and others are
   * not accepted. Throws a GraphQLError if they cannot be stored.
   */
  async receive(
    id: string,
    body: Uint8Array,
  ): Promise<'received' | 'used' | 'invalid' | { refused: string }> {
    const bodyHash = createHash('sha256').update(body).digest('hex');
    // One statement, so that of two concurrent requests the second finds the bytes of the first.
    const { count } = await this.prisma.mediaUpload.updateMany({
      where: { id, finishedAt: null, OR: [{ bodyHash: null }, { bodyHash }] },
      data: { bodyHash },
    });
    const upload = await this.prisma.mediaUpload.findUnique({ where: { id } });
    if (!upload) return 'invalid';
    if (count === 0) return 'used';
    if (upload.fileId !== null) return 'received';
    if (upload.error !== null) return { refused: upload.error };
    return withStorageFailures(() => this.add(upload, body));
  }

  private async add(
    { id, name, keyId }: { id: string; name: string; keyId: number | null },
    body: Uint8Array,
  ): Promise<'received' | { refused: string }> {
    try {
      const { library, prisma } = this;
      const { id: fileId, isKnown } = await library.add(body, { name, hasOwnTexts: true, keyId });
      await prisma.mediaUpload.update({ where: { id }, data: { fileId, isExisting: isKnown, error: null } });
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

/** Returns true for the key that began an upload, and for one with the scope `admin`. */
export function canFinishUpload(
  { keyId, scopes }: Pick<Actor, 'keyId' | 'scopes'>,
  upload: Pick<MediaUpload, 'keyId'>,
): boolean {
  return upload.keyId === null || upload.keyId === keyId || scopes.includes('admin');
}
