import { trimEnd } from './trim-end.js';
/** The first `count` words of a text, on one line; ends in … when there are more. */
export function truncateWords(text: string, count: number): string {
  const words = text.trim().split(/\s+/, count + 1);
  return words.length > count
    ? `${trimEnd(words.slice(0, count).join(' '), /[\p{P}\s]/u)} …`
    : words.join(' ');
}
