import type DataLoader from 'dataloader';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import type { ActorSummary, ProvenanceTypeName } from './provenance.type.js';

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

  private readonly byType = new Map<ProvenanceTypeName, DataLoader<number, Actors | null>>();

  /** Loads the actors of an object. The objects of a type share a statement. */
  loadActors(type: ProvenanceTypeName, id: number): Promise<Actors | null> {
    const loader = this.byType.get(type) ?? this.createLoader(type);
    this.byType.set(type, loader);
    return loader.load(id);
  }

  private createLoader(type: ProvenanceTypeName): DataLoader<number, Actors | null> {
    // As a literal, the type makes PostgreSQL read its table alone.
    return createBatchLoader(
      (ids: number[]) =>
        this.preview.query<Actors>(
          sql`
          SELECT p.id, ${buildActorJson('c')} AS "createdBy", ${buildActorJson('e')} AS "lastEditedBy"
          FROM ${this.preview.table('provenance')} p
          LEFT JOIN ${this.preview.table('actor')} c ON c.id = p.created_by_id
          LEFT JOIN ${this.preview.table('actor')} e ON e.id = p.last_edited_by_id
          WHERE p.type = ${raw(`'${type}'`)} AND p.id = ANY(${ids}::int[])`,
          [],
        ),
      ({ id }) => id,
    );
  }
}

/** Builds the JSON of an ActorSummary from a row of the view `actor`; null without a row. */
function buildActorJson(table: 'c' | 'e'): Prisma.Sql {
  return raw(
    `CASE WHEN ${table}.id IS NOT NULL THEN json_build_object('name', ${table}.name, 'keyPrefix', ${table}.prefix,
      'subject', ${table}.subject, 'issuer', ${table}.issuer) END`,
  );
}
