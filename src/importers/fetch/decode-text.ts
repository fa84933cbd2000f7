import { TextDecoder } from 'node:util';

/** Bytes in which HTML and XML must declare their character set. */
const HEAD_BYTES = 2_048;

/**
 * Decodes a text in the character set of its byte order mark, content type or own declaration, in this order.
 * Defaults to UTF-8.
 */
export function decodeText(bytes: Uint8Array, contentType = ''): string {
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
  return createDecoder(bomCharset ?? declaredCharset ?? 'utf-8').decode(bytes);
}

function createDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('utf-8');
  }
}
