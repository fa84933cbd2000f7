import type { MediaLibrary } from '../../modules/media/media-library.js';
import { Fetcher } from '../fetch/fetcher.js';
import { MediaCopier } from './media-copier.js';

/** Which pictures are copied into the media library: all, those of the imported folder, or none. */
export type MediaOption = 'copy' | 'folder' | 'link';

export interface CopierOptions {
  library: MediaLibrary;
  how: MediaOption;
  /** True to fetch from private addresses too. */
  allowPrivate: boolean;
  /** The imported folder. */
  folder?: string | undefined;
}

/**
 * Creates a copier of pictures. With `link` it copies nothing, but finds pictures that were copied before, so that a
 * later import does not link them again; undefined where there are none.
 */
export async function createMediaCopier({
  library,
  how,
  allowPrivate,
  folder,
}: CopierOptions): Promise<MediaCopier | undefined> {
  if (how === 'link')
    return (await library.hasCopies()) ? new MediaCopier({ library, fetcher: null }) : undefined;
  const limits = { maxBytes: library.maxBytes, maxRetryDelaySeconds: 5 };
  const fetcher = how === 'copy' ? new Fetcher({ allowPrivate, ...limits }) : null;
  return new MediaCopier({ library, fetcher, ...(folder !== undefined && { folder }) });
}
