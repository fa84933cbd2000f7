import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader, createListBatchLoader } from '../../shared/async/batch.js';
import type { PreviewLinkRow } from './preview-link.type.js';

const { sql } = Prisma;

export const LINK_COLUMNS = sql`id, article_id AS "articleId", name, created_at AS "createdAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;
/** True for a link that still shows its draft, by the time of the database. */
export const IS_IN_USE = sql`revoked_at IS NULL AND expires_at > now()`;

/** Loads preview links of the articles whose drafts the client may read. The links are in no perspective. */
export class PreviewLinkLoaders {
  constructor(
    private readonly prisma: Pick<PrismaClient, '$queryRaw'>,
    private readonly preview: ReadClient,
  ) {}

  readonly byId = createBatchLoader(
    (ids: number[]) =>
      this.prisma.$queryRaw<PreviewLinkRow[]>(
        sql`SELECT ${LINK_COLUMNS} FROM preview_link WHERE id = ANY(${ids}::int[]) AND ${this.isReadable()}`,
      ),
    ({ id }) => id,
  );

  /** Loads the links in use of an article, latest first. */
  readonly ofArticle = createListBatchLoader(
    (ids: number[]) =>
      this.prisma.$queryRaw<PreviewLinkRow[]>(
        sql`
        SELECT ${LINK_COLUMNS} FROM preview_link WHERE article_id = ANY(${ids}::int[]) AND ${IS_IN_USE}
          AND ${this.isReadable()}
        ORDER BY id DESC`,
      ),
    ({ articleId }) => articleId,
  );

  private isReadable(): Prisma.Sql {
    return sql`EXISTS (SELECT FROM ${this.preview.table('article_state')} s WHERE s.id = article_id)`;
  }
}
