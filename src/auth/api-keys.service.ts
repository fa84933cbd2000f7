import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKey, PrismaClient } from '../database/generated/client.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { isScope, SCOPES, type Scope, type Viewer } from './scope.js';

/** dl_<8 characters by which it is found>_<256 random bits>. */
const KEY_FORMAT = /^(dl_[0-9a-f]{8})_[\w-]{43}$/;
/** How often the time of last use is written at most, in milliseconds. */
const LAST_USED_INTERVAL_MS = 60_000;

/** The key cannot be made as asked; the message says what is taken. */
export class InvalidApiKeyRequestError extends UserFacingError {
  override name = 'InvalidKeyRequest';
}

export type ApiKeySummary = Omit<ApiKey, 'hash'>;

/** Makes, checks and withdraws API keys. A key is shown once; the database holds its hash. */
export class ApiKeyService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Makes a key and answers it. Throws InvalidKeyRequest naming a scope that does not exist, or an expiry in the past. */
  async create(name: string, scopes: string[], expiresAt: Date | null = null): Promise<string> {
    const unknown = scopes.filter((scope) => !isScope(scope));
    const known = Object.entries(SCOPES).map(([scope, about]) => `  ${scope}: ${about}`);
    if (unknown.length > 0 || scopes.length === 0) {
      throw new InvalidApiKeyRequestError(
        `${unknown.join(', ') || 'No scope'}: give one or more of\n${known.join('\n')}`,
      );
    }
    if (name.trim() === '') throw new InvalidApiKeyRequestError('Give the key a name that says who uses it.');
    if (expiresAt && !(expiresAt > new Date()))
      throw new InvalidApiKeyRequestError('Give an expiry date in the future.');
    const prefix = `dl_${randomBytes(4).toString('hex')}`;
    const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
    await this.prisma.apiKey.create({
      data: { name: name.trim(), prefix, hash: hashKey(key), scopes, expiresAt },
    });
    return key;
  }

  list(): Promise<ApiKeySummary[]> {
    return this.prisma.apiKey.findMany({ omit: { hash: true }, orderBy: { id: 'asc' } });
  }

  /** Withdraws a key by its prefix; answers whether there was one. */
  async revoke(prefix: string): Promise<boolean> {
    const { count } = await this.prisma.apiKey.updateMany({
      where: { prefix, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    return count > 0;
  }

  /** Who a key belongs to; null for one that is unknown, withdrawn or expired. */
  async authenticate(key: string): Promise<Viewer | null> {
    const [, prefix] = KEY_FORMAT.exec(key) ?? [];
    const found = prefix === undefined ? null : await this.prisma.apiKey.findUnique({ where: { prefix } });
    // Compared also when there is none, so that the time taken does not tell whether a prefix exists.
    const isMatch = timingSafeEqual(hashKey(key), found?.hash ?? hashKey(''));
    if (!found || !isMatch || found.revokedAt || (found.expiresAt && found.expiresAt <= new Date()))
      return null;
    await this.recordUse(found);
    return { keyId: found.id, keyName: found.name, scopes: found.scopes as Scope[] };
  }

  private async recordUse({ id, lastUsedAt }: ApiKey): Promise<void> {
    const now = new Date();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < LAST_USED_INTERVAL_MS) return;
    await this.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: now } });
  }
}

function hashKey(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(key).digest());
}
