import { RefusedFileError } from './refused-file.js';
import { findRootTag } from './xml-root.js';

/** Type of a file, by its bytes. */
export interface FileType {
  mimeType: string;
  /** File extension without a dot. */
  extension: string;
}

/** File extensions by the media types that the library accepts. */
const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'application/pdf': 'pdf',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
};

/** Other names of these types. */
const ALIASES: Record<string, string> = {
  'image/apng': 'image/png',
  'audio/x-m4a': 'audio/mp4',
  'video/x-m4v': 'video/mp4',
};

const ACCEPTED =
  'Accepted are JPEG, PNG, WebP, AVIF, GIF, SVG, PDF, MP3, M4A, Ogg, WAV, FLAC, MP4, WebM and MOV.';
/** Bytes in which an SVG must begin. */
const SVG_HEAD_BYTES = 4_096;

/**
 * Detects the type of a file by its bytes; its name and the type that a server claims do not count. Throws
 * RefusedFileError for types that the library does not accept.
 */
export async function detectType(bytes: Uint8Array): Promise<FileType> {
  if (bytes.length === 0) throw new RefusedFileError('The file is empty.');
  const { fileTypeFromBuffer } = await import('file-type');
  const detected = isSvg(bytes) ? 'image/svg+xml' : (await fileTypeFromBuffer(bytes))?.mime.split(';')[0];
  if (detected === undefined)
    throw new RefusedFileError(`The type of the file cannot be recognized by its bytes. ${ACCEPTED}`);
  const mimeType = ALIASES[detected] ?? detected;
  const extension = EXTENSIONS[mimeType];
  if (!extension) {
    const advice = mimeType.startsWith('image/') ? ' Save the picture as JPEG first.' : '';
    throw new RefusedFileError(`The file is of the type ${mimeType}. ${ACCEPTED}${advice}`);
  }
  return { mimeType, extension };
}

/** Returns true if the first element is an <svg>. */
function isSvg(bytes: Uint8Array): boolean {
  const root = findRootTag(new TextDecoder().decode(bytes.subarray(0, SVG_HEAD_BYTES)));
  return root?.name === 'svg' || root?.name === 'svg:svg';
}
