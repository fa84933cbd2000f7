import { trimEnd } from './trim-end.js';

/** Returns the first `count` words of a text on one line; appends … if there are more. */
export function truncateWords(text: string, count: number): string {
  const words = text.trim().split(/\s+/, count + 1);
  return words.length > count
    ? `${trimEnd(words.slice(0, count).join(' '), /[\p{P}\s]/u)} …`
    : words.join(' ');
}

/**
 * Returns a text on one line, cut at the end of a word to at most `maxLength` characters with the … that it then ends
 * in. A text without spaces is cut between two characters.
 */
export function truncateText(text: string, maxLength: number): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  if (line.length <= maxLength) return line;
  // Two characters are for the space and the ….
  const start = line.slice(0, maxLength - 1);
  const lastSpace = start.lastIndexOf(' ');
  if (lastSpace > 0) return `${trimEnd(start.slice(0, lastSpace), /[\p{P}\s]/u)} …`;
  return `${line.slice(0, maxLength - 2).replace(/[\uD800-\uDBFF]$/, '')} …`;
}
