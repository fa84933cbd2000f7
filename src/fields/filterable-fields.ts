import { ARTICLE_FIELDS } from './article.fields.js';
import type { ColumnField } from './field.js';

const fields = Object.entries<ColumnField>(ARTICLE_FIELDS);

/** Fields of an article with a column and a condition in the filter of lists. */
export const FILTERABLE_FIELDS: Record<string, ColumnField> = Object.fromEntries(
  fields.filter(([, { isFilterable }]) => isFilterable),
);

/** Returns those of the values by name that belong to filterable fields; without null. */
export function pickFilterable<Value>(
  values: Record<string, Value | null | undefined>,
): Record<string, Value> {
  const names = Object.keys(FILTERABLE_FIELDS);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name] ?? null;
      return value === null ? [] : [[name, value]];
    }),
  );
}
