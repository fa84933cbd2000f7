import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../database/generated/client.js';
import type { MediaSigner } from '../../media/media-signer.js';
import { UPLOADS_PATH } from '../../media/media-storage.js';
import { RefusedFileError } from '../../media/refused-file.js';
import type { MediaLibrary } from './media-library.js';

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
  ) {}

  get maxBytes(): number {
    return this.library.maxBytes;
  }

  /** Creates an upload and returns the path that its bytes are sent to. Deletes uploads of the day before. */
  async create(name: string, bytes: number): Promise<{ id: string; path: string; expiresAt: Date }> {
    const id = randomUUID();
    const expiresAt = new Date(Date.now() + LIFETIME_MS);
    await this.prisma.mediaUpload.deleteMany({
      where: { createdAt: { lt: new Date(Date.now() - RETENTION_MS) } },
    });
    await this.prisma.mediaUpload.create({ data: { id, name, bytes } });
    const parameters = `${id}_${bytes}_${expiresAt.getTime()}`;
    return { id, path: `${UPLOADS_PATH}${parameters}.${this.sign(parameters)}`, expiresAt };
  }

  /** Returns the maximum size of the body that an address accepts; null if its signature is wrong or it has expired. */
  getLimit(parameters: string, signature: string): number | null {
    const [, , bytes, expiry] = PARAMETERS.exec(parameters) ?? [];
    if (!bytes || !this.signer.isValid(`upload/${parameters}`, signature)) return null;
    return Number(expiry) > Date.now() ? Number(bytes) : null;
  }

  /** Adds the bytes of an upload to the library. Sending them again is harmless. */
  async receive(parameters: string, signature: string, body: Uint8Array): Promise<ReceiveResult> {
    const limit = this.getLimit(parameters, signature);
    const id = PARAMETERS.exec(parameters)?.[1];
    const upload = limit === null ? null : await this.prisma.mediaUpload.findUnique({ where: { id: id! } });
    if (limit === null || !upload) return 'invalid';
    if (body.length > limit) return { tooLarge: limit };
    try {
      const { id: fileId } = await this.library.add(body, { name: upload.name });
      await this.prisma.mediaUpload.update({ where: { id: upload.id }, data: { fileId, error: null } });
      return 'received';
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      await this.prisma.mediaUpload.update({ where: { id: upload.id }, data: { error: error.message } });
      return { refused: error.message };
    }
  }

  private sign(parameters: string): string {
    return this.signer.sign(`upload/${parameters}`);
  }
}
