import { countUnreadable, type DecodedText } from '../fetch/decode-text.js';

/** Returns warnings for letters that may be wrong in a part of a decoded source, such as an entry of a feed. */
export function listCharsetWarnings(
  text: string,
  { assumedCharset }: Pick<DecodedText, 'assumedCharset'>,
): string[] {
  const unreadable = countUnreadable(text);
  const isGuessed = assumedCharset !== null && /[^\0-\x7f]/.test(text);
  return [
    ...(isGuessed
      ? [
          `read as ${assumedCharset}, because the source declares no character set that fits: check accents and quotation marks`,
        ]
      : []),
    ...(unreadable > 0 ? [`${unreadable} characters could not be read and are shown as \ufffd`] : []),
  ];
}
