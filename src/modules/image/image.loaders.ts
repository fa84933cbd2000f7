import type { Reader } from '../../database/reader.js';
import { batchOne } from '../../shared/batch.js';

export class ImageLoaders {
  constructor(private readonly reader: Reader) {}

  readonly byId = batchOne(
    (ids: number[]) => this.reader.rowsBy('image', 'id', ids, null),
    (image) => image.id,
  );
}

export interface ImageContext {
  images: ImageLoaders;
}
