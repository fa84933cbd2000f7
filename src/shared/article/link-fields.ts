import type { AllowedFields } from '../selects-only.js';

/** Columns that a link to an article shows. */
export const LINK_COLUMNS = ['id', 'slug', 'path', 'title', 'kind', 'publishedAt'] as const;

/** Fields of an article for which these columns suffice: those of the same names. */
export const LINK_FIELDS: AllowedFields = Object.fromEntries(LINK_COLUMNS.map((column) => [column, true]));
