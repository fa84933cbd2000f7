const MEDIA_TYPES: Record<string, string> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/** Returns the media type of a picture by the file extension of its URL, or null if unknown. */
export function getImageType(address: string): string | null {
  const [path] = address.split(/[?#]/);
  return MEDIA_TYPES[path!.slice(path!.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}
