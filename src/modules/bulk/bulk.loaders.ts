import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import type { ArticleConditionBuilder } from '../article/filter/article-filter.sql.js';
import { type FilterReference, resolveReferences } from '../article/filter/resolve-references.js';

/** Finds the articles of a change in the preview perspective, whatever that of the request is. */
export class BulkLoaders {
  constructor(
    private readonly preview: ReadClient,
    private readonly conditions: ArticleConditionBuilder,
  ) {}

  /** Returns the IDs of at most `limit` articles that match a filter, by date. Throws BadUserInputError. */
  async findIds(filter: ArticleFilter, limit: number): Promise<number[]> {
    const condition = await this.conditions.buildForList(filter);
    const rows = await this.preview.withOwnBatcher().queryFiltered<{ id: number }>(
      filter,
      Prisma.sql`
        SELECT a.id FROM ${this.preview.table('article')} a WHERE ${condition}
        ORDER BY a.listed_at, a.id LIMIT ${limit}`,
      [],
    );
    return rows.map(({ id }) => id);
  }

  /** Returns the sections, tags, authors and series of a filter that do not exist. */
  async findUnknown(filter: ArticleFilter): Promise<FilterReference[]> {
    return (await resolveReferences(this.preview, filter)).unknown;
  }
}
