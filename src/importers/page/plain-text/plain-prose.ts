import { isBoxLabel, isCrossLink, isInterfaceText } from '../layout/labels.js';
import { isDateLine } from '../metadata/written-dates.js';

/** A line of an article's text is mostly longer than this. Letters. */
export const MIN_PROSE_LENGTH = 80;

export function isSentence(line: string): boolean {
  return /[.!?…:"”’»)\]]$/u.test(line) && !isBoilerplateLine(line);
}

/** Whether a line is a paragraph of an article's text by all that it shows. */
export function isProse(line: string): boolean {
  return line.length >= MIN_PROSE_LENGTH && isSentence(line) && !isDateLine(line);
}

/** Whether a line belongs to the page, and not to what is written on it. */
export function isBoilerplateLine(line: string): boolean {
  return isInterfaceText(line) || isBoxLabel(line) || isCrossLink(line);
}
