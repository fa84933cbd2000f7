import type { Reader } from '../../database/database.js';
import { batchOne } from '../../shared/batch.js';

export class ImageLoaders {
  constructor(private readonly reader: Reader) {}

  readonly byId = batchOne(
    (ids: number[]) => this.reader.image.findMany({ where: { id: { in: ids } } }),
    (image) => image.id,
  );
}

export interface ImageContext {
  images: ImageLoaders;
}
