import type { ResultRow } from './query-batcher.js';

/** Loader whose entities statements of other loaders return with their own rows. */
export interface JoinedRows {
  /** Columns of an entity for the list of a SELECT, which joins its table as `a`. */
  joinedColumns: string;
  /** Returns the entity whose columns a row has from `offset` on; null if they are null. It is not loaded again. */
  takeJoined(row: ResultRow, offset: number): { id: number } | null;
}
