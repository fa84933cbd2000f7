import { createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { Image } from './image.type.js';

export class ImageLoaders {
  constructor(private readonly reader: ReadClient) {}

  readonly byId = createCachedLoader(this.reader, {
    name: 'image',
    loadRows: (ids: number[]) => this.reader.selectByKey('image', 'id', ids, null, undefined, Image),
    getKey: (image) => image.id,
    getTags: () => [],
  });
}

export interface ImageContext {
  images: ImageLoaders;
}
