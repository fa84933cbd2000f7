import { createHash, randomBytes } from 'node:crypto';
import { Prisma, type PrismaClient } from '../database/generated/client.js';
import type { Draft } from '../database/read/draft-rows.js';
import { requireValue } from '../shared/require-value.js';
import { LAST_USED_INTERVAL_MS } from './api-keys.service.js';

/** A header with the token of a preview link: `dl_link_` and 256 random bits. */
const HEADER_FORMAT = /^Bearer +(dl_link_[\w-]{43})$/i;

/** Access by a preview link: to published content, and to one draft. */
export interface PreviewLinkAccess {
  id: number;
  /** The draft that the link shows. */
  draft: Draft;
}

interface LinkRow {
  id: number;
  /** Database ID of the article or of the front with the draft; the other one is null. */
  articleId: number | null;
  frontId: number | null;
  lastUsedAt: Date | null;
}

/** Returns the token of a preview link in an `Authorization` header; null if it has none. */
export function parseLinkToken(authorization: string): string | null {
  return HEADER_FORMAT.exec(authorization)?.[1] ?? null;
}

/** Creates the token of a preview link, and the hash that is stored of it. */
export function createLinkToken(): { token: string; hash: Uint8Array<ArrayBuffer> } {
  const token = `dl_link_${randomBytes(32).toString('base64url')}`;
  return { token, hash: hashToken(token) };
}

/** Authenticates the tokens of preview links, of which the database has only hashes. */
export class PreviewLinkTokens {
  constructor(private readonly prisma: Pick<PrismaClient, '$queryRaw' | 'previewLink'>) {}

  /** Returns the access of a token; null if it is unknown, revoked or, by the time of the database, expired. */
  async authenticate(token: string): Promise<PreviewLinkAccess | null> {
    const [found] = await this.prisma.$queryRaw<LinkRow[]>(
      Prisma.sql`
      SELECT id, article_id AS "articleId", front_id AS "frontId", last_used_at AS "lastUsedAt" FROM preview_link
      WHERE hash = ${hashToken(token)} AND revoked_at IS NULL AND expires_at > now()`,
    );
    if (!found) return null;
    const { id, lastUsedAt } = found;
    if (!lastUsedAt || Date.now() - lastUsedAt.getTime() >= LAST_USED_INTERVAL_MS)
      await this.prisma.previewLink.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
    return { id, draft: getDraft(found) };
  }
}

function getDraft({ articleId, frontId }: LinkRow): Draft {
  if (frontId !== null) return { type: 'Front', id: frontId };
  return { type: 'Article', id: requireValue(articleId, 'A link has an article or a front.') };
}

function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
