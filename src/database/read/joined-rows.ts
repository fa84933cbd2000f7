import type { ResultRow } from './query-batcher.js';

/** Loader of entities that statements of other loaders return along with their rows. */
export interface JoinedRows {
  /** Columns of an entity for the list of a SELECT, which joins its table as `a`. */
  joinedColumns: string;
  /**
   * Returns the entity with the columns of a row from `offset` on; null if they are null. It is not loaded
   * again.
   */
  takeJoined(row: ResultRow, offset: number): { id: number } | null;
}
