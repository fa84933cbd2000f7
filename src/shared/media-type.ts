const MEDIA_TYPES: Record<string, string> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  wav: 'audio/wav',
  webm: 'video/webm',
};

/** Returns the media type of a file by the extension of its URL or path, or null if unknown. */
export function getMediaType(address: string): string | null {
  const [path = ''] = address.split(/[?#]/);
  return MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}

/** Returns the media type of a picture by the file extension of its URL, or null if unknown. */
export function getImageType(address: string): string | null {
  const type = getMediaType(address);
  return type?.startsWith('image/') ? type : null;
}
