import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import { orderByName, orderByTimes } from '../../shared/lists/orders.js';
import { createTermConditions } from '../article/filter/term-conditions.js';

const { sql } = Prisma;

/** The sections of a site at any depth, by their IDs: the tree has the rest. */
export const SECTION_LIST = defineList<{ id: number }>()({
  columns: sql`s.id`,
  buildFrom: (table) => sql`FROM ${table('section')} s WHERE true`,
  id: sql`s.id`,
  tags: [cacheTags.sections, cacheTags.anySection],

  conditions: {
    name: matchName(sql`s.name`, 'name of the section'),
    ...createTermConditions('Section', 's'),
    isTop: matchFlag('True for sections at the top of the tree.', () => sql`(s.parent_id IS NULL)`),
    isHidden: matchFlag(
      'True for sections that readers see once an article in them is published, which only the preview perspective has.',
      () => sql`(s.is_hidden IS TRUE)`,
    ),
    hasArticles: matchFlag(
      'True for sections with an article of the perspective, in themselves or in a descendant.',
      (table) => sql`EXISTS (SELECT FROM ${table('article_section')} h WHERE h.section_id = s.id)`,
      // Every change of an article changes its place by last update.
      [cacheTags.articles('site', 'updated')],
    ),
  },

  orders: {
    POSITION: {
      cursor: 'sections by POSITION',
      description: 'In the order of the navigation, each section before its children.',
      column: sql`s.position`,
      isDescending: false,
      type: 'int',
    },
    NAME: orderByName('sections by NAME', sql`s.name`),
    ...orderByTimes('sections', { createdAt: sql`s.created_at`, updatedAt: sql`s.updated_at` }),
  },
});
