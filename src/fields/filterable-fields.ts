import { ARTICLE_FIELDS } from './article.fields.js';
import type { ColumnField } from './field.js';

const fields = Object.entries<ColumnField>(ARTICLE_FIELDS);

/** Fields of an article with a column and a condition in the filter of lists. */
export const FILTERABLE_FIELDS: Record<string, ColumnField> = Object.fromEntries(
  fields.filter(([, { isFilterable }]) => isFilterable),
);
