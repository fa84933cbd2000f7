import { isImage, isOwnValues, type OwnValue, type OwnValues } from '../../fields/own-value.js';

/** Lists the URLs of a picture and of those in own fields, for PictureMeasurer. */
export function listFieldPictures(
  image: { url?: URL | string | null } | null | undefined,
  values: OwnValues | null | undefined,
): string[] {
  return [...(image?.url == null ? [] : [String(image.url)]), ...(values ? listOwnUrls(values) : [])];
}

function listOwnUrls(value: OwnValue): string[] {
  if (isImage(value)) return [value.url];
  if (Array.isArray(value)) return value.flatMap(listOwnUrls);
  return isOwnValues(value) ? Object.values(value).flatMap(listOwnUrls) : [];
}
