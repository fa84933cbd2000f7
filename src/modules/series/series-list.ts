import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import { orderByTimes } from '../../shared/lists/orders.js';
import { IS_LISTED } from '../article/filter/listed.sql.js';
import { createTermConditions } from '../article/filter/term-conditions.js';
import type { SeriesRow } from './series.type.js';

const { sql, raw } = Prisma;

/** The series of a perspective. */
export const SERIES_LIST = defineList<SeriesRow>()({
  columns: sql`r.id, r.slug, r.name, r.description, r.parts, r.image_id AS "imageId", r.created_at AS "createdAt",
    r.updated_at AS "updatedAt", r.seo_title AS "seoTitle", r.seo_description AS "seoDescription", r.noindex, r.nofollow`,
  // PostgreSQL leaves the counts out of statements that do not order by them.
  buildFrom: (table) => sql`
    FROM ${table('series')} r LEFT JOIN (
      SELECT a.series_id, count(*)::int AS articles FROM ${table('article')} a
      WHERE a.series_id IS NOT NULL AND a.${raw(IS_LISTED)} GROUP BY a.series_id
    ) c ON c.series_id = r.id WHERE true`,
  id: sql`r.id`,
  // Also invalidated by changes of the counts.
  tags: [cacheTags.seriesList],

  conditions: {
    title: matchName(sql`r.name`, 'title of the series'),
    ...createTermConditions('Series', 'r'),
    hasArticles: matchFlag(
      'True for series with an article of the perspective. Readers see no others.',
      (table) => sql`EXISTS (SELECT FROM ${table('article')} h WHERE h.series_id = r.id)`,
    ),
  },

  orders: {
    TITLE: {
      cursor: 'series by TITLE',
      description: 'By title, from A to Z.',
      column: sql`r.name`,
      isDescending: false,
      type: 'text',
    },
    LONGEST: {
      cursor: 'series by LONGEST',
      description: 'By number of published articles, largest first.',
      column: sql`coalesce(c.articles, 0)`,
      isDescending: true,
      type: 'int',
    },
    ...orderByTimes('series', { createdAt: sql`r.created_at`, updatedAt: sql`r.updated_at` }),
  },
});
