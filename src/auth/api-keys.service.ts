import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type ApiKey, Prisma, type PrismaClient } from '../database/generated/client.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { isStorableTime } from '../shared/time.js';
import { type ArticleLimits, readLimits } from './article-limits.js';
import { isScope, SCOPES, type Scope, type Viewer } from './scope.js';

/** Format of a key: `dl_`, 8 characters that identify it, `_`, 256 random bits. */
const KEY_FORMAT = /^(dl_[0-9a-f]{8})_[\w-]{43}$/;
/** Milliseconds between two updates of a key's time of last use. */
export const LAST_USED_INTERVAL_MS = 60_000;

/** Maximum length of the name of a key, in characters. */
const MAX_NAME = 100;

/** Thrown when a key cannot be created as requested; the message says which values are valid. */
export class InvalidApiKeyRequestError extends UserFacingError {
  override name = 'InvalidApiKeyRequestError';

  constructor(
    readonly field: 'name' | 'scopes' | 'expiresAt',
    message: string,
  ) {
    super(message);
  }
}

/** A new key with its row. */
export interface CreatedApiKey {
  /** The key itself, which is not stored. */
  secret: string;
  row: ApiKeySummary;
}

export type ApiKeySummary = Omit<ApiKey, 'hash' | 'createdById' | 'lastEditedById'>;

/** What a key or identity may write, and as whom; null for no limits and no author. */
export interface KeyRestrictions {
  limits?: ArticleLimits | null | undefined;
  authorId?: number | null | undefined;
}

/**
 * Creates, authenticates and revokes API keys, and revokes identities. A key is shown once; the database holds
 * only its hash.
 */
export class ApiKeyService {
  /** `prisma` may be a transaction. */
  constructor(private readonly prisma: Pick<PrismaClient, '$queryRaw' | 'apiKey'>) {}

  /**
   * Creates and returns a key. Throws InvalidApiKeyRequestError for an unknown scope, an empty or long name,
   * or an expiry in the past.
   */
  async create(
    name: string,
    scopes: string[],
    expiresAt: Date | null = null,
    restrictions: KeyRestrictions = {},
  ): Promise<CreatedApiKey> {
    const unknown = scopes.filter((scope) => !isScope(scope));
    if (unknown.length > 0 || scopes.length === 0) {
      const what = unknown.length > 0 ? `Unknown scope: ${unknown.join(', ')}` : 'No scope is given';
      const known = Object.keys(SCOPES).join(', ');
      throw new InvalidApiKeyRequestError('scopes', `${what}. Available scopes: ${known}.`);
    }
    if (name.trim() === '')
      throw new InvalidApiKeyRequestError(
        'name',
        'The name is missing. Give the name of the person or program that uses the key.',
      );
    if (name.length > MAX_NAME)
      throw new InvalidApiKeyRequestError('name', `The name must have at most ${MAX_NAME} characters.`);
    if (expiresAt && !(isStorableTime(expiresAt) && !(await this.isPast(expiresAt))))
      throw new InvalidApiKeyRequestError(
        'expiresAt',
        'The expiry date must be in the future, e.g. 2027-01-31.',
      );
    const prefix = `dl_${randomBytes(4).toString('hex')}`;
    const secret = `${prefix}_${randomBytes(32).toString('base64url')}`;
    const row = await this.prisma.apiKey.create({
      data: {
        name: name.trim(),
        prefix,
        hash: hashKey(secret),
        expiresAt,
        scopes: [...new Set(scopes)],
        ...toRestrictionColumns(restrictions),
      },
      omit: { hash: true },
    });
    return { secret, row };
  }

  list(): Promise<ApiKeySummary[]> {
    return this.prisma.apiKey.findMany({ omit: { hash: true }, orderBy: { id: 'asc' } });
  }

  /** Changes the limits and the author of a key or identity, those that are given. */
  update(id: number, restrictions: KeyRestrictions): Promise<ApiKeySummary> {
    const data = toRestrictionColumns(restrictions);
    return this.prisma.apiKey.update({ where: { id }, data, omit: { hash: true } });
  }

  /** Revokes a key by its prefix. Returns false if no key in use has it. */
  async revoke(prefix: string): Promise<boolean> {
    const { count } = await this.prisma.apiKey.updateMany({
      where: { prefix, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    return count > 0;
  }

  /** Returns the viewer of a key; null if it is unknown, revoked or, by the time of the database, expired. */
  async authenticate(key: string): Promise<Viewer | null> {
    const [, prefix] = KEY_FORMAT.exec(key) ?? [];
    const found = prefix === undefined ? null : await this.prisma.apiKey.findUnique({ where: { prefix } });
    // Compares even if no key was found, so that the timing does not reveal whether a prefix exists.
    const isMatch = timingSafeEqual(hashKey(key), found?.hash ?? hashKey(''));
    if (!found || !isMatch || found.revokedAt) return null;
    if (found.expiresAt && (await this.isPast(found.expiresAt))) return null;
    await this.recordUse(found);
    const { id: keyId, name: keyName, prefix: keyPrefix } = found;
    const scopes = found.scopes as Scope[];
    return { keyId, keyName, keyPrefix, scopes, identity: null, limits: readLimits(found) };
  }

  /** Compares a time with the clock of the database, since that of this process may be wrong. */
  private async isPast(time: Date): Promise<boolean> {
    const rows = await this.prisma.$queryRaw<object[]>`SELECT WHERE ${time}::timestamptz <= now()`;
    return rows.length > 0;
  }

  private async recordUse({ id, lastUsedAt }: ApiKey): Promise<void> {
    const now = new Date();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < LAST_USED_INTERVAL_MS) return;
    await this.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: now } });
  }
}

function toRestrictionColumns({ limits, authorId }: KeyRestrictions) {
  return {
    ...(limits !== undefined && { limits: limits === null ? Prisma.DbNull : { ...limits } }),
    ...(authorId !== undefined && { authorId }),
  };
}

function hashKey(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(key).digest());
}
