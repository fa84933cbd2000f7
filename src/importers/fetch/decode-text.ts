import { TextDecoder } from 'node:util';

/** Bytes in which HTML and XML must declare their character set. */
const HEAD_BYTES = 2_048;
/** The character set of western texts that declare none and are not UTF-8, as in the HTML standard. */
const LEGACY_CHARSET = 'windows-1252';
const REPLACEMENT = '\ufffd';

export interface DecodedText {
  text: string;
  /** The character set that was assumed because the declared one does not fit, or null. */
  assumedCharset: string | null;
}

/** Decodes a text like `decodeWithCharset`, without the character set. */
export function decodeText(bytes: Uint8Array, contentType = ''): string {
  return decodeWithCharset(bytes, contentType).text;
}

/**
 * Decodes a text in the character set of its byte order mark, content type or own declaration, in this order. Defaults
 * to UTF-8; a text that is hardly UTF-8 is read as windows-1252.
 */
export function decodeWithCharset(bytes: Uint8Array, contentType = ''): DecodedText {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const declaredCharset =
    /charset=["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /^\s*<\?xml[^>]*\bencoding=["']([\w-]+)/i.exec(head)?.[1] ??
    /<meta[^<>]+charset=["']?([\w-]+)/i.exec(head)?.[1];
  const bomCharset =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null;
  const decoder = createDecoder(bomCharset ?? declaredCharset ?? 'utf-8');
  const text = decode(decoder, bytes);
  if (decoder.encoding !== 'utf-8' || isMostlyReadable(text)) return { text, assumedCharset: null };
  return { text: decode(new TextDecoder(LEGACY_CHARSET), bytes), assumedCharset: LEGACY_CHARSET };
}

/**
 * Decodes bytes as a stream. Without one, Node.js makes control characters of the quotation marks and dashes of
 * windows-1252, which also stands for iso-8859-1.
 */
function decode(decoder: TextDecoder, bytes: Uint8Array): string {
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
}

/** Returns true if fewer characters could not be decoded than there are others beyond ASCII. */
function isMostlyReadable(text: string): boolean {
  const unreadable = countUnreadable(text);
  return unreadable === 0 || unreadable < (text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0);
}

/** Counts the signs for characters that could not be decoded, here or at the source. */
export function countUnreadable(text: string): number {
  return text.split(REPLACEMENT).length - 1;
}

function createDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('utf-8');
  }
}
