import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { createBatchLoader } from '../../shared/async/batch.js';

const { sql } = Prisma;

/** Publication state of a front. */
export interface FrontState {
  id: number;
  isPublished: boolean;
  hasUnpublishedChanges: boolean;
  scheduledFor: Date | null;
}

/** Loads the publication state of fronts from the preview perspective; the published one does not have it. */
export class FrontStateLoaders {
  constructor(private readonly preview: ReadClient) {}

  readonly byId = createBatchLoader(
    (ids: number[]) =>
      this.preview.query<FrontState>(
        sql`
        SELECT id, is_published AS "isPublished", has_unpublished_changes AS "hasUnpublishedChanges",
          scheduled_for AS "scheduledFor"
        FROM ${this.preview.table('front_state')} WHERE id = ANY(${ids}::int[])`,
        [],
      ),
    ({ id }) => id,
  );
}
