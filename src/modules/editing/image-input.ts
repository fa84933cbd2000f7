import { getLibraryPath } from '../../media/media-urls.js';
import { readFocalPoint } from '../../mutations/focal-point.js';
import type { ImageFields, InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseGlobalId } from '../../shared/references/global-id.js';
import type { ImageContent } from './article-content.js';

/** URL and text alternative of a picture that was given by its file. */
export type ImageOfFile = Pick<ImageContent, 'url' | 'alt' | 'hasFileAlt'>;

/**
 * Finds the file of a picture in an input, and collects an error if it is no stored picture. Returns null then, and for a
 * picture with a URL.
 */
export async function findImageFile(
  tx: Pick<Transaction, 'mediaFile'>,
  { file: globalId, url, alt }: ImageFields,
  errors: InputErrorCollector,
  path = ['image'],
): Promise<ImageOfFile | null> {
  if (globalId == null || url != null) return null;
  const key = parseGlobalId(globalId);
  const file = key?.type === 'MediaFile' ? await tx.mediaFile.findUnique({ where: { id: key.id } }) : null;
  if (file?.key == null) {
    const message = 'The file was not found. Send the field id of a file of the media library.';
    errors.add([...path, 'file'], message, UserErrorCode.NOT_FOUND);
    return null;
  }
  if (!file.mimeType.startsWith('image/'))
    errors.add([...path, 'file'], `The file ${file.name} is not a picture, but ${file.mimeType}.`);
  return { url: getLibraryPath(file.key), alt: alt ?? file.alt, ...(alt == null && { hasFileAlt: true }) };
}

/** Returns a picture of an input that was checked. `ofFile` is that of its file: see findImageFile. */
export function toImageContent(image: ImageFields, ofFile: ImageOfFile | null): ImageContent {
  const { url, alt, caption, credit, license, width, height } = image;
  const { focalX = null, focalY = null } = readFocalPoint(image);
  return {
    ...(ofFile ?? { url: String(url), alt: alt ?? '' }),
    caption: caption ?? null,
    credit: credit ?? null,
    ...(license != null && { license }),
    width: width ?? null,
    height: height ?? null,
    focalX,
    focalY,
  };
}
