import { ContentRefusedError } from './content-error.js';

/** Characters (UTF-16 code units) of a body's source. */
export const MAX_CHARACTERS = 1_000_000;

/** Nesting depth of elements, lists or quotations. */
export const MAX_DEPTH = 100;

/**
 * Elements and comments of a body, counted as the parser creates them: misnested tags are copied, so a small
 * source can create many.
 */
export const MAX_NODES = 20_000;

/** Attributes of a tag. The parser compares each with every other. */
export const MAX_ATTRIBUTES = 500;

/** Lines of Markdown times the possible depth of lists and quotations: each line is tried at each level. */
export const MAX_LINE_WORK = 150_000;

const numberFormat = new Intl.NumberFormat('en');

export function assertBodyLength(text: string): void {
  if (text.length <= MAX_CHARACTERS) return;
  throw new ContentRefusedError(
    `The body is too long: ${numberFormat.format(text.length)} characters; the limit is ${numberFormat.format(MAX_CHARACTERS)}. ` +
      'Split it into several articles, or move embedded data out of the text.',
  );
}

export function createDepthError(): ContentRefusedError {
  return new ContentRefusedError(
    `The body is nested too deeply: the limit is ${MAX_DEPTH} levels. ` +
      'Close all open tags, or remove some of the lists, quotations or boxes around the text.',
  );
}

export function createNodeCountError(): ContentRefusedError {
  return new ContentRefusedError(
    `The body has too many elements: the limit is ${numberFormat.format(MAX_NODES)}. ` +
      'Close all open tags, or split the text into several articles.',
  );
}

export function createAttributeCountError(): ContentRefusedError {
  return new ContentRefusedError(
    `A tag of the body has too many attributes: the limit is ${MAX_ATTRIBUTES}. Close all open tags and quotation marks.`,
  );
}

export function createComplexityError(): ContentRefusedError {
  return new ContentRefusedError(
    'A paragraph of the body has too many Markdown characters (such as * _ [ `) for its length. ' +
      'Divide it with blank lines, or send the body as HTML.',
  );
}

export function createReferenceSizeError(): ContentRefusedError {
  return new ContentRefusedError(
    `The link definitions of the body are too long: with each use counted, the limit is ${numberFormat.format(MAX_CHARACTERS)} ` +
      'characters. Shorten the URLs, or use them less often.',
  );
}

export function createNestedLinesError(): ContentRefusedError {
  return new ContentRefusedError(
    `The body has too many lines in nested lists and quotations: the limit is ${numberFormat.format(MAX_LINE_WORK)} (lines times levels). ` +
      'Remove empty lines, or nest less deeply.',
  );
}
