import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import { orderByName, orderByTimes } from '../../shared/lists/orders.js';
import { buildUnlistedIds } from '../article/filter/listed.sql.js';
import { createTermConditions } from '../article/filter/term-conditions.js';
import type { AuthorRow } from './author.type.js';

const { sql } = Prisma;

/** The authors of a perspective. */
export const AUTHOR_LIST = defineList<AuthorRow>()({
  columns: sql`w.id, w.slug, w.name, w.bio, w.role, w.image_id AS "imageId", w.created_at AS "createdAt",
    w.updated_at AS "updatedAt"`,
  // PostgreSQL leaves the counts out of statements that do not order by them.
  buildFrom: (table) => sql`
    FROM ${table('author')} w LEFT JOIN (
      SELECT a.author_id, count(*)::int AS articles FROM ${table('article_author')} a
      WHERE a.article_id NOT IN ${buildUnlistedIds(table('article'))} GROUP BY a.author_id
    ) c ON c.author_id = w.id WHERE true`,
  id: sql`w.id`,
  tags: [cacheTags.authors],

  conditions: {
    name: matchName(sql`w.name`, 'name of the author'),
    ...createTermConditions('Author', 'w'),
    hasArticles: matchFlag(
      'True for authors in the byline of an article of the perspective. Readers see no others.',
      (table) => sql`EXISTS (SELECT FROM ${table('article_author')} h WHERE h.author_id = w.id)`,
    ),
  },

  orders: {
    NAME: orderByName('authors by name', sql`w.name`),
    MOST_USED: {
      cursor: 'authors by MOST_USED',
      description: 'By number of articles, largest first.',
      column: sql`coalesce(c.articles, 0)`,
      isDescending: true,
      type: 'int',
      // Every change of an article changes its place by last update.
      tags: [cacheTags.articles('site', 'updated')],
    },
    ...orderByTimes('authors', { createdAt: sql`w.created_at`, updatedAt: sql`w.updated_at` }),
  },
});
