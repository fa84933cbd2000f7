const MEDIA_TYPES: Record<string, string> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/** Media type of a picture, by the ending of its address; null when that tells nothing. */
export function getImageType(address: string): string | null {
  const [path] = address.split(/[?#]/);
  return MEDIA_TYPES[path!.slice(path!.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}
