import { randomBytes } from 'node:crypto';
import type { ApiKey, PrismaClient } from '../database/generated/client.js';
import { LAST_USED_INTERVAL_MS } from './api-keys.service.js';
import { type ArticleLimits, readLimits, type ViewerLimits } from './article-limits.js';
import type { Identity, IdentityLimits } from './authenticator.js';
import type { Viewer } from './scope.js';

/** Length of the issuer and the subject, in characters, together at most. */
const MAX_IDENTITY_LENGTH = 1_000;

/**
 * Stores recognized identities in the table of API keys: rate limits, audit entries, revisions and
 * idempotency keys refer to them in the same way, and `keys revoke` locks one out.
 */
export class IdentityService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Returns the viewer of an identity, which is stored at its first request; null if it is revoked. */
  async resolveViewer({ issuer, subject, scopes, limits: own = {} }: Identity): Promise<Viewer | null> {
    if (issuer.length + subject.length > MAX_IDENTITY_LENGTH) return null;
    const where = { issuer_subject: { issuer, subject } };
    const row =
      (await this.prisma.apiKey.findUnique({ where })) ??
      (await this.prisma.apiKey.upsert({
        where,
        update: {},
        create: {
          name: `${subject} (${issuer})`,
          prefix: `id_${randomBytes(4).toString('hex')}`,
          issuer,
          subject,
          scopes: [...scopes],
          lastUsedAt: new Date(),
        },
      }));
    if (row.revokedAt) return null;
    await this.recordUse(row, scopes);
    const { id: keyId, name: keyName, prefix: keyPrefix } = row;
    const limits = readLimits(row) ?? (await this.resolveLimits(own, row));
    return { keyId, keyName, keyPrefix, scopes, identity: { issuer, subject }, limits };
  }

  /** Returns the limits of a request, with the IDs of sections; null for none. Sections that do not exist allow nothing. */
  private async resolveLimits(
    { sections, kinds, languages, isOwnOnly }: IdentityLimits,
    { authorId }: ApiKey,
  ): Promise<ViewerLimits | null> {
    const limits: ArticleLimits = {
      ...(sections && { sections: await this.findSectionIds(sections) }),
      ...(kinds && { kinds: [...kinds] }),
      ...(languages && { languages: [...languages] }),
      ...(isOwnOnly && { isOwnOnly }),
    };
    return Object.keys(limits).length === 0 ? null : { ...limits, authorId };
  }

  private async findSectionIds(slugs: readonly string[]): Promise<number[]> {
    const where = { slug: { in: [...slugs] } };
    const rows = await this.prisma.section.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
    return rows.map(({ id }) => id);
  }

  private async recordUse({ id, lastUsedAt }: ApiKey, scopes: Identity['scopes']): Promise<void> {
    const now = new Date();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < LAST_USED_INTERVAL_MS) return;
    await this.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: now, scopes: [...scopes] } });
  }
}
