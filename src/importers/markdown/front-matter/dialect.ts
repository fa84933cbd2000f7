/** Path of a value in the front matter: field names and list indexes from the outside in. */
export type FieldPath = (string | number)[];

export interface FrontMatter {
  data: Record<string, unknown>;
  /**
   * Returns the line of a value in the whole text, counted from 1. Falls back to the nearest enclosing value
   * with a known line.
   */
  findLine(path: FieldPath): number;
  /** Warnings of the parser about text that it could read. */
  warnings: { text: string; line: number }[];
  body: string;
  /** Line on which `body` begins, counted from 1. */
  bodyLine: number;
}

/**
 * Parses the front matter of one dialect. Lines count from 1 within its own text. Throws FrontMatterError.
 */
export type FrontMatterParser = (text: string) => Pick<FrontMatter, 'data' | 'findLine' | 'warnings'>;

/** Error for front matter that cannot be read. `line` counts from 1. */
export class FrontMatterError extends Error {
  override readonly name = 'FrontMatterError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
