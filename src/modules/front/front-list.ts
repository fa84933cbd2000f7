import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { defineList } from '../../shared/lists/list.js';
import type { Front } from './front.type.js';

const { sql } = Prisma;

/** The fronts of a perspective, by path. */
export const FRONT_LIST = defineList<Front>()({
  columns: sql`f.id, f.path, f.content->>'title' AS title, f.content->>'description' AS description, f.content, f.revision, f.created_at AS "createdAt",
    f.updated_at AS "updatedAt"`,
  buildFrom: (table) => sql`FROM ${table('front')} f WHERE true`,
  id: sql`f.id`,
  tags: [cacheTags.fronts],
  conditions: {},
  orders: {
    PATH: {
      cursor: 'fronts by PATH',
      description: 'By path.',
      column: sql`f.path`,
      isDescending: false,
      type: 'text',
    },
  },
});
