import type { ReadClient } from '../../database/read/read-client.js';
import { createListBatchLoader } from '../../shared/async/batch.js';
import { type PictureWithoutAltRow, selectPicturesWithoutAlt } from '../bodies/picture-without-alt.sql.js';

/** Loads the pictures without a text alternative in the latest revisions of articles. */
export class PicturesWithoutAltLoaders {
  constructor(private readonly preview: ReadClient) {}

  readonly byArticle = createListBatchLoader(
    (ids: number[]) =>
      this.preview.query<PictureWithoutAltRow>(selectPicturesWithoutAlt(ids, this.preview.table), []),
    ({ articleId }) => articleId,
  );
}
