import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import { orderByName, orderByTimes } from '../../shared/lists/orders.js';
import { buildUnlistedIds } from '../article/filter/listed.sql.js';
import { createTermConditions } from '../article/filter/term-conditions.js';
import type { TagRow } from './tag.type.js';

const { sql } = Prisma;

/** The tags of a perspective. */
export const TAG_LIST = defineList<TagRow>()({
  columns: sql`g.id, g.slug, g.name, g.image_id AS "imageId", g.created_at AS "createdAt",
    g.updated_at AS "updatedAt"`,
  // PostgreSQL leaves the counts out of statements that do not order by them.
  buildFrom: (table) => sql`
    FROM ${table('tag')} g LEFT JOIN (
      SELECT a.tag_id, count(*)::int AS articles FROM ${table('article_tag')} a
      WHERE a.article_id NOT IN ${buildUnlistedIds(table('article'))} GROUP BY a.tag_id
    ) c ON c.tag_id = g.id WHERE true`,
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
      column: sql`coalesce(c.articles, 0)`,
      isDescending: true,
      type: 'int',
    },
    NAME: orderByName('tags by NAME', sql`g.name`),
    ...orderByTimes('tags', { createdAt: sql`g.created_at`, updatedAt: sql`g.updated_at` }),
  },
});
