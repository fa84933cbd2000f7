import type { AllowedFields } from '../selects-only.js';

/** Columns that a link to an article shows. */
export const LINK_COLUMNS = ['id', 'slug', 'path', 'title', 'kind', 'publishedAt'] as const;

/** Fields of an article for which these columns suffice: those of the same names, and those found by its ID or path. */
export const LINK_FIELDS: AllowedFields = {
  ...Object.fromEntries(LINK_COLUMNS.map((column) => [column, true as const])),
  url: true,
  authors: true,
  tags: true,
  sections: true,
  related: true,
};

/** Columns of an article in a list by date. */
export const TEASER_COLUMNS = [...LINK_COLUMNS, 'standfirst', 'listedAt', 'sectionId', 'imageId'] as const;

/** Fields of an article for which these columns suffice. */
const TEASER_FIELDS: AllowedFields = { ...LINK_FIELDS, standfirst: true, section: true, image: true };

/** What a list may select if these columns suffice for its articles. */
export const TEASER_LIST: AllowedFields = {
  nodes: TEASER_FIELDS,
  edges: { cursor: true, node: TEASER_FIELDS },
  pageInfo: true,
  totalCount: true,
};
