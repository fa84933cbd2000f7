import { isBoxLabel, isCrossLink, isInterfaceText } from '../layout/labels.js';
import { isDateLine } from '../metadata/written-dates.js';

/** Characters that a line of article text mostly exceeds. */
export const MIN_PROSE_LENGTH = 80;

export function isSentence(line: string): boolean {
  return /[.!?…:"”’»)\]]$/u.test(line) && !isBoilerplateLine(line);
}

/** Returns true if a line has the length and punctuation of a paragraph. */
export function isProse(line: string): boolean {
  return line.length >= MIN_PROSE_LENGTH && isSentence(line) && !isDateLine(line);
}

/** Returns true if a line belongs to the site and not to the article. */
export function isBoilerplateLine(line: string): boolean {
  return isInterfaceText(line) || isBoxLabel(line) || isCrossLink(line);
}
