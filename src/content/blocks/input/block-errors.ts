/** Place of a value in the blocks of an input, such as `['2', 'paragraph', 'inlines', '0', 'link', 'url']`. */
export type BlockPath = readonly string[];

export interface BlockError {
  path: BlockPath;
  message: string;
  /** True if a limit is exceeded. */
  isTooLong: boolean;
}

/** Most errors that are collected of one input. */
const MAX_ERRORS = 50;

/** Collects the errors of the blocks of an input. */
export class BlockErrors {
  readonly all: BlockError[] = [];

  add(path: BlockPath, message: string, isTooLong = false): void {
    if (this.all.length < MAX_ERRORS) this.all.push({ path, message, isTooLong });
  }
}
