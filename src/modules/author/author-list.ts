import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import { orderByName, orderByTimes } from '../../shared/lists/orders.js';
import { joinArticleCounts } from '../article/filter/article-counts.sql.js';
import { createTermConditions } from '../article/filter/term-conditions.js';
import type { AuthorRow } from './author.type.js';

const { sql, empty } = Prisma;

/** The authors of a perspective. */
export const AUTHOR_LIST = defineList<AuthorRow>()({
  columns: sql`w.id, w.slug, w.name, w.bio, w.role, w.image_id AS "imageId", w.created_at AS "createdAt",
    w.updated_at AS "updatedAt"`,
  buildFrom: (table, join = empty) => sql`FROM ${table('author')} w ${join} WHERE true`,
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
      column: sql`c.articles`,
      buildJoin: (source) => joinArticleCounts('author', sql`w.id`, source),
      isDescending: true,
      type: 'int',
      // Every change of an article changes its place by last update.
      tags: [cacheTags.articles('site', 'updated')],
    },
    ...orderByTimes('authors', { createdAt: sql`w.created_at`, updatedAt: sql`w.updated_at` }),
  },
});
