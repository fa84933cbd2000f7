import { isBoxLabel, isCrossLink, isScreenLine } from './labels.js';
import { isDateLine } from './written-dates.js';

/** A line of an article's text is mostly longer than this. Letters. */
export const PROSE = 80;

export function isSentence(line: string): boolean {
  return /[.!?…:"”’»)\]]$/u.test(line) && !isUseless(line);
}

/** Whether a line is a paragraph of an article's text by all that it shows. */
export function isProse(line: string): boolean {
  return line.length >= PROSE && isSentence(line) && !isDateLine(line);
}

/** Whether a line belongs to the page, and not to what is written on it. */
export function isUseless(line: string): boolean {
  return isScreenLine(line) || isBoxLabel(line) || isCrossLink(line);
}
