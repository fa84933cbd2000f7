import { ARTICLE_FIELDS } from '../../src/fields/article.fields.js';

// Imported before the gateway, whose graph follows the definitions: an indexed and an unindexed field to filter by.
for (const field of [ARTICLE_FIELDS.title, ARTICLE_FIELDS.standfirst])
  Object.assign(field, { isFilterable: true });

/** Names of the fields that only tests filter by, and that have no index for it. */
export const UNINDEXED = ['standfirst'];
