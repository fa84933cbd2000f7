import { cacheTags, type ListOrder } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { OwnOrder } from '../../fields/content-model.js';
import type { SortKey } from '../../shared/pagination/keyset.js';
import type { ArticleModel } from '../own-fields/own-fields.service.js';
import { buildSortExpression } from '../own-fields/own-value.sql.js';
import { ArticleOrder, type ArticleRow } from './article.type.js';

const { sql, raw } = Prisma;

/** How a list of articles is ordered. */
export interface ArticleSort extends Omit<SortKey, 'id'> {
  /** True to sort by the column of the list's own table where the list is one of a section, tag or author. */
  isOfMember?: boolean;
  /** True if the column is one of the state `s` of articles, for which a scope is needed. */
  isForEditors?: boolean;
  /** Order of the cache tag of the list. */
  tag: ListOrder;
  /** Further cache tags of the list. */
  changes?: string[];
  /** Returns the value of the column in a cursor; missing if only a statement can read it. */
  getValue?(article: ArticleRow): string;
}

/** Sort value of articles that are not scheduled, which come last. */
const UNSCHEDULED = raw(`timestamptz '9999-12-31T23:59:59.999Z'`);

/** Sort value of articles without a part, which come last. */
const NO_PART = 2 ** 31 - 1;

const BY_DATE = {
  column: sql`a.listed_at`,
  type: 'timestamptz',
  isOfMember: true,
  tag: 'date',
  getValue: ({ listedAt }: ArticleRow) => listedAt.toISOString(),
} as const;

const SORTS: Record<ArticleOrder, ArticleSort> = {
  [ArticleOrder.NEWEST]: { ...BY_DATE, isDescending: true },
  [ArticleOrder.OLDEST]: { ...BY_DATE, isDescending: false },
  [ArticleOrder.UPDATED]: {
    column: sql`a.updated_at`,
    type: 'timestamptz',
    isDescending: true,
    tag: 'updated',
    getValue: ({ updatedAt }) => updatedAt.toISOString(),
  },
  [ArticleOrder.CREATED]: {
    column: sql`a.created_at`,
    type: 'timestamptz',
    isDescending: true,
    tag: 'date',
    getValue: ({ createdAt }) => createdAt.toISOString(),
  },
  [ArticleOrder.TITLE]: {
    column: sql`a.title`,
    type: 'text',
    isDescending: false,
    tag: 'title',
    getValue: ({ title }) => title,
  },
  [ArticleOrder.PART]: {
    column: sql`ARRAY[coalesce(a.series_part, ${raw(String(NO_PART))})::bigint, (extract(epoch FROM a.listed_at) * 1000)::bigint]`,
    type: 'bigint[]',
    isDescending: false,
    tag: 'date',
    changes: [cacheTags.filteredByField('series')],
    getValue: ({ seriesPart, listedAt }) => `{${seriesPart ?? NO_PART},${listedAt.getTime()}}`,
  },
  [ArticleOrder.SCHEDULED]: {
    column: sql`coalesce(s.scheduled_for, ${UNSCHEDULED})`,
    type: 'timestamptz',
    isDescending: false,
    isForEditors: true,
    tag: 'date',
  },
  [ArticleOrder.LAST_EDITED]: {
    column: sql`s.last_edited_at`,
    type: 'timestamptz',
    isDescending: true,
    isForEditors: true,
    tag: 'date',
  },
};

/** Returns how an order sorts, one of the graph or, by its value of ArticleOrder, one by an own field. */
export function getSort(orderBy: ArticleOrder, getModel: () => ArticleModel): ArticleSort {
  return SORTS[orderBy] ?? createOwnSort(getModel().findOrder(orderBy));
}

function createOwnSort(order: OwnOrder | undefined): ArticleSort {
  if (!order) throw new Error('The schema has no other orders than those of the model.');
  const { scope, name, field, kind, isDescending } = order;
  return {
    column: raw(buildSortExpression('a.', order)),
    type: field.type === 'number' ? 'numeric' : 'text',
    isDescending,
    tag: 'date',
    changes: (kind ? [scope, 'kind'] : [name]).map(cacheTags.filteredByField),
  };
}
