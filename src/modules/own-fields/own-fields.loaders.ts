import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { type CachedLoader, createCachedLoader } from '../../database/read/cached-loader.js';
import { padToStablePlan } from '../../database/read/pad-parameters.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { OWNERS, type Owner } from '../../fields/content-model.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import type { StoredValues } from './stored-value.js';

const { sql } = Prisma;

interface OwnValuesRow {
  id: number;
  fields: StoredValues;
}

const NO_VALUES: StoredValues = Object.freeze({});

/** Loads own fields only where they are selected, since other rows leave their column out. */
export class OwnFieldLoaders {
  private readonly byOwner: Record<Owner, CachedLoader<number, OwnValuesRow | null>>;

  constructor(reader: ReadClient) {
    const loaders = OWNERS.map((owner) => [owner, createOwnerLoader(reader, owner)] as const);
    this.byOwner = Object.fromEntries(loaders) as typeof this.byOwner;
  }

  /** Loads the values of an article, section, tag or author in the perspective of the request. */
  load(owner: Owner, id: number): MaybePromise<StoredValues> {
    return mapMaybePromise(this.byOwner[owner].load(id), (row) => row?.fields ?? NO_VALUES);
  }
}

function createOwnerLoader(reader: ReadClient, owner: Owner) {
  const getTags = (id: number) => [cacheTags[owner](id), cacheTags.ownFields];
  return createCachedLoader(reader, {
    name: `own fields of ${owner}`,
    loadRows: (ids: number[]) =>
      reader.query<OwnValuesRow>(
        sql`
        SELECT id, fields FROM ${reader.table(owner)} WHERE id = ANY(${padToStablePlan(ids)}::int[])`,
        ids.flatMap(getTags),
      ),
    getKey: ({ id }) => id,
    getTags,
  });
}

export interface OwnFieldContext {
  ownFields: OwnFieldLoaders;
}
