import type { FileType } from './detect-type.js';

/**
 * Reads the duration of audio or video in seconds; null if the file does not tell. The parser is loaded with the first
 * such file, since few sites have any.
 */
export async function readDuration(bytes: Uint8Array, { mimeType }: FileType): Promise<number | null> {
  if (!/^(?:audio|video)\//.test(mimeType)) return null;
  const { parseBuffer } = await import('music-metadata');
  try {
    const { format } = await parseBuffer(
      bytes,
      { mimeType, size: bytes.length },
      { duration: true, skipCovers: true },
    );
    const { duration } = format;
    return duration !== undefined && Number.isFinite(duration) && duration > 0 ? duration : null;
  } catch {
    return null; // the file is stored unchanged, and a player decides whether it can be played
  }
}
