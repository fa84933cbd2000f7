import { TextDecoder } from 'node:util';

/** Where HTML and XML name their character set, at the latest. Bytes. */
const HEAD_BYTES = 2_048;

/** A text in the character set that its server, its mark of order or itself names; else in UTF-8. */
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
