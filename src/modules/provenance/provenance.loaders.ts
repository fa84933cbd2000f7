import type DataLoader from 'dataloader';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import type { ActorSummary, ProvenanceTypeName, StoredOrigin } from './provenance.type.js';

const { sql, raw } = Prisma;

/** The API keys that created and last edited an object; null for an import and the command line. */
export interface Actors {
  id: number;
  createdBy: ActorSummary | null;
  lastEditedBy: ActorSummary | null;
}

/** Loads who wrote objects from the preview perspective; the published one does not have it. */
export class ProvenanceLoaders {
  constructor(private readonly preview: ReadClient) {}

  private readonly actors = createLoaderByType((type) =>
    createBatchLoader(
      (ids: number[]) =>
        this.preview.query<Actors>(
          sql`
          SELECT p.id, ${buildActorJson('c')} AS "createdBy", ${buildActorJson('e')} AS "lastEditedBy"
          FROM ${this.preview.table('provenance')} p
          LEFT JOIN ${this.preview.table('actor')} c ON c.id = p.created_by_id
          LEFT JOIN ${this.preview.table('actor')} e ON e.id = p.last_edited_by_id
          WHERE p.type = ${type} AND p.id = ANY(${ids}::int[])`,
          [],
        ),
      ({ id }) => id,
    ),
  );

  private readonly origins = createLoaderByType((type) =>
    createBatchLoader(
      (ids: number[]) =>
        this.preview.query<StoredOrigin & { id: number }>(
          sql`
          SELECT DISTINCT ON (o.id) o.id, o.source, o.source_id AS "sourceId", o.url, o.imported_at AS "importedAt"
          FROM ${this.preview.table('origin')} o WHERE o.type = ${type} AND o.id = ANY(${ids}::int[])
          ORDER BY o.id, o.imported_at, o.source, o.source_id`,
          [],
        ),
      ({ id }) => id,
    ),
  );

  /** Loads API keys and identities by ID. */
  readonly actorById = createBatchLoader(
    (ids: number[]) =>
      this.preview.query<ActorSummary & { id: number }>(
        sql`
        SELECT a.id, a.name, a.prefix AS "keyPrefix", a.subject, a.issuer
        FROM ${this.preview.table('actor')} a WHERE a.id = ANY(${ids}::int[])`,
        [],
      ),
    ({ id }) => id,
  );

  /** Loads the actors of an object. The objects of a type share a statement. */
  loadActors(type: ProvenanceTypeName, id: number): Promise<Actors | null> {
    return this.actors(type).load(id);
  }

  /** Loads the source of an object; the first one if it has several. The objects of a type share a statement. */
  loadOrigin(type: ProvenanceTypeName, id: number): Promise<StoredOrigin | null> {
    return this.origins(type).load(id);
  }
}

/** Returns a function that creates a loader for each type at its first use. */
function createLoaderByType<Row>(
  create: (type: Prisma.Sql) => DataLoader<number, Row | null>,
): (type: ProvenanceTypeName) => DataLoader<number, Row | null> {
  const loaders = new Map<ProvenanceTypeName, DataLoader<number, Row | null>>();
  return (type) => {
    // As a literal, the type makes PostgreSQL read its table alone.
    const loader = loaders.get(type) ?? create(raw(`'${type}'`));
    loaders.set(type, loader);
    return loader;
  };
}

/** Builds the JSON of an ActorSummary from a row of the view `actor`; null without a row. */
function buildActorJson(table: 'c' | 'e'): Prisma.Sql {
  return raw(
    `CASE WHEN ${table}.id IS NOT NULL THEN json_build_object('name', ${table}.name, 'keyPrefix', ${table}.prefix,
      'subject', ${table}.subject, 'issuer', ${table}.issuer) END`,
  );
}
