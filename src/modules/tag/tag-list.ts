import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import { orderByName, orderByTimes } from '../../shared/lists/orders.js';
import { joinArticleCounts } from '../article/filter/article-counts.sql.js';
import { createTermConditions } from '../article/filter/term-conditions.js';
import type { TagRow } from './tag.type.js';

const { sql, empty } = Prisma;

/** The tags of a perspective. */
export const TAG_LIST = defineList<TagRow>()({
  columns: sql`g.id, g.slug, g.name, g.image_id AS "imageId", g.created_at AS "createdAt",
    g.updated_at AS "updatedAt"`,
  buildFrom: (table, join = empty) => sql`FROM ${table('tag')} g ${join} WHERE true`,
  id: sql`g.id`,
  // Also invalidated by changes of the counts.
  tags: [cacheTags.tags],

  conditions: {
    name: matchName(sql`g.name`, 'name of the tag'),
    ...createTermConditions('Tag', 'g'),
    hasArticles: matchFlag(
      'True for tags of an article of the perspective. Readers see no others.',
      (table) => sql`EXISTS (SELECT FROM ${table('article_tag')} h WHERE h.tag_id = g.id)`,
    ),
  },

  orders: {
    MOST_USED: {
      cursor: 'tags by MOST_USED',
      description: 'By number of published articles, largest first.',
      column: sql`c.articles`,
      buildJoin: (source) => joinArticleCounts('tag', sql`g.id`, source),
      isDescending: true,
      type: 'int',
    },
    NAME: orderByName('tags by NAME', sql`g.name`),
    ...orderByTimes('tags', { createdAt: sql`g.created_at`, updatedAt: sql`g.updated_at` }),
  },
});
