import { ContentRefusedError } from './content-error.js';

/** Characters (UTF-16 code units) of one body's source. */
export const MAX_CHARACTERS = 1_000_000;

/** Elements, list levels or quotation levels inside one another. */
export const MAX_DEPTH = 100;

/** Elements and comments of one body, counted as the parser makes them: misnested tags are copied, so a
 * small source can make many. */
export const MAX_NODES = 20_000;

/** Attributes of one tag. The parser compares each with every other. */
export const MAX_ATTRIBUTES = 500;

/** Lines of Markdown times the levels that its lists and quotations may have: each line is tried on each. */
export const MAX_LINE_WORK = 150_000;

const numberFormat = new Intl.NumberFormat('en');

export function assertBodyLength(text: string): void {
  if (text.length <= MAX_CHARACTERS) return;
  throw new ContentRefusedError(
    `The body has ${numberFormat.format(text.length)} characters; the limit is ${numberFormat.format(MAX_CHARACTERS)}. ` +
      'Split it over several articles, or move embedded data out of the text.',
  );
}

export function createDepthError(): ContentRefusedError {
  return new ContentRefusedError(
    `The body is nested more than ${MAX_DEPTH} levels deep. ` +
      'Close the tags that are left open, or take out some of the lists, quotations or boxes around the text.',
  );
}

export function createNodeCountError(): ContentRefusedError {
  return new ContentRefusedError(
    `The body has more than ${numberFormat.format(MAX_NODES)} elements. ` +
      'Close the tags that are left open, or split the text over several articles.',
  );
}

export function createAttributeCountError(): ContentRefusedError {
  return new ContentRefusedError(
    `A tag of the body has more than ${MAX_ATTRIBUTES} attributes. Look for a tag or a quotation mark that is left open.`,
  );
}

export function createComplexityError(): ContentRefusedError {
  return new ContentRefusedError(
    'A passage of the body has too many signs of Markdown (such as * _ [ `) for its length without a blank line. ' +
      'Part it with blank lines, or send the body as HTML.',
  );
}

export function createReferenceSizeError(): ContentRefusedError {
  return new ContentRefusedError(
    `The addresses that the body defines once and uses often come to more than ${numberFormat.format(MAX_CHARACTERS)} ` +
      'characters. Shorten them, or use them less often.',
  );
}

export function createNestedLinesError(): ContentRefusedError {
  return new ContentRefusedError(
    `The body has too many lines for how deep its lists and quotations go (lines times levels: the limit is ${numberFormat.format(MAX_LINE_WORK)}). ` +
      'Take out empty lines, or nest less deeply.',
  );
}
