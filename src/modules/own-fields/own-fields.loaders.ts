import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { type CachedLoader, createCachedLoader } from '../../database/read/cached-loader.js';
import { padToStablePlan } from '../../database/read/pad-parameters.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { OWNERS, type Owner } from '../../fields/content-model.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import type { StoredRichText, StoredValue, StoredValues } from './stored-value.js';

const { sql, empty } = Prisma;

interface OwnValuesRow {
  id: number;
  fields: StoredValues;
  /** Level of an article; not of other content. */
  access?: string;
}

const NO_VALUES: StoredValues = Object.freeze({});

/** Loads own fields only where they are selected, since other rows leave their column out. */
export class OwnFieldLoaders {
  private readonly byOwner: Record<Owner, CachedLoader<number, OwnValuesRow | null>>;

  constructor(reader: ReadClient) {
    const loaders = OWNERS.map((owner) => [owner, createOwnerLoader(reader, owner)] as const);
    this.byOwner = Object.fromEntries(loaders) as typeof this.byOwner;
  }

  /** Loads the values of a section, tag, author or series. */
  load(owner: Exclude<Owner, 'article'>, id: number): MaybePromise<StoredValues> {
    return mapMaybePromise(this.byOwner[owner].load(id), (row) => row?.fields ?? NO_VALUES);
  }

  /** Loads all values of an article in the perspective of the request, and who may read the whole of it. */
  loadOfArticle(id: number): MaybePromise<{ values: StoredValues; level: string }> {
    return mapMaybePromise(this.byOwner.article.load(id), (row) => ({
      values: row?.fields ?? NO_VALUES,
      level: row?.access ?? AccessLevel.PUBLIC,
    }));
  }
}

function createOwnerLoader(reader: ReadClient, owner: Owner) {
  const getTags = (id: number) => [cacheTags[owner](id), cacheTags.ownFields];
  return createCachedLoader(reader, {
    name: `own fields of ${owner}`,
    loadRows: async (ids: number[]) => {
      const isArticle = owner === 'article';
      const source = isArticle
        ? reader.rowsWithDraft(owner, ['id', 'fields', 'access'])
        : reader.table(owner);
      const rows = await reader.query<OwnValuesRow>(
        sql`
        SELECT id, fields ${isArticle ? sql`, access` : empty} FROM ${source} rows WHERE id = ANY(${padToStablePlan(ids)}::int[])`,
        ids.flatMap(getTags),
      );
      for (const { id, fields } of rows) setRichTextKeys(fields, `${owner}:${id}`);
      return rows;
    },
    getKey: ({ id }) => id,
    getTags,
  });
}

/** Sets the keys of the rich texts in a value. */
function setRichTextKeys(value: StoredValue, key: string): void {
  if (typeof value !== 'object' || value === null) return;
  if ('$type' in value && value.$type !== undefined) {
    if (value.$type === 'richText') (value as StoredRichText).key = key;
    return;
  }
  for (const [name, each] of Object.entries(value)) setRichTextKeys(each, `${key}.${name}`);
}
