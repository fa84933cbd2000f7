import type { MediaUrls } from '../../media/media-urls.js';
import { planVariant, type Size, type VariantRequest } from '../../media/variants/variant.js';
import { getFocalPoint, getImageSize, getImageUrl, type Image, type MediaRow } from './image.type.js';

/** Signers and addresses with which the URLs of pictures are built. */
export interface PictureUrls {
  /** URL of the site. */
  siteUrl: string;
  media: MediaUrls;
}

type Picture = Pick<Image, 'url' | 'width' | 'height' | 'focalX' | 'focalY'> & { media?: MediaRow | null };

/** Builds a variant of a picture; null if there can be none: see the field `Image.variant`. */
export function buildVariant(
  image: Picture,
  request: VariantRequest,
  { siteUrl, media: urls }: PictureUrls,
): (Size & { url: string }) | null {
  const { media = null } = image;
  const size = getImageSize(image, media);
  if (!size || !canHaveVariants(media, urls)) return null;
  const variant = planVariant(size, getFocalPoint(image, media), request);
  const original = urls.resolve(getImageUrl(image, media), siteUrl);
  const url = urls.buildVariantUrl(media, original, size, variant);
  return url === null ? null : { url, width: variant.width, height: variant.height };
}

function canHaveVariants(media: MediaRow | null, urls: MediaUrls): boolean {
  if (media?.mimeType === 'image/svg+xml' || media?.isAnimated) return false;
  return urls.hasImageService || (media?.id != null && media.key !== null);
}
