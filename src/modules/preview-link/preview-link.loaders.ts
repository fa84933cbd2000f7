import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader, createListBatchLoader } from '../../shared/async/batch.js';
import { requireValue } from '../../shared/require-value.js';
import type { PreviewLinkRow } from './preview-link.type.js';

const { sql } = Prisma;

export const LINK_COLUMNS = sql`id, article_id AS "articleId", front_id AS "frontId", name, created_at AS "createdAt",
  updated_at AS "updatedAt",  expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;
/** True for a link that still shows its draft, by the time of the database. */
export const IS_IN_USE = sql`revoked_at IS NULL AND expires_at > now()`;

/** Loads preview links of the articles and fronts whose drafts the client may read. The links are in no perspective. */
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
  readonly ofArticle = this.createOwnerLoader(sql`article_id`, ({ articleId }) => articleId);

  /** Loads the links in use of a front, latest first. */
  readonly ofFront = this.createOwnerLoader(sql`front_id`, ({ frontId }) => frontId);

  private createOwnerLoader(column: Prisma.Sql, getOwner: (link: PreviewLinkRow) => number | null) {
    return createListBatchLoader(
      (ids: number[]) =>
        this.prisma.$queryRaw<PreviewLinkRow[]>(
          sql`
          SELECT ${LINK_COLUMNS} FROM preview_link WHERE ${column} = ANY(${ids}::int[]) AND ${IS_IN_USE}
            AND ${this.isReadable()}
          ORDER BY id DESC`,
        ),
      (link) => requireValue(getOwner(link), 'The statement selects links by this column.'),
    );
  }

  private isReadable(): Prisma.Sql {
    const { table } = this.preview;
    return sql`(EXISTS (SELECT FROM ${table('article_state')} s WHERE s.id = article_id)
      OR EXISTS (SELECT FROM ${table('front_state')} s WHERE s.id = front_id))`;
  }
}
