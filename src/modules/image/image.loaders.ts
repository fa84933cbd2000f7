import type { Reader } from '../../database/reader.js';
import { rememberOne } from '../../database/remembered.js';
import { Image } from './image.type.js';

export class ImageLoaders {
  constructor(private readonly reader: Reader) {}

  readonly byId = rememberOne(this.reader, {
    name: 'image',
    rows: (ids: number[]) => this.reader.rowsBy('image', 'id', ids, null, undefined, Image),
    keyOf: (image) => image.id,
    reads: () => [],
  });
}

export interface ImageContext {
  images: ImageLoaders;
}
