/** Where in the front matter something stands: field names and list positions from the outside in. */
export type FieldPath = (string | number)[];

export interface FrontMatter {
  data: Record<string, unknown>;
  /** The line in the whole text, counted from 1; of the nearest thing around it when it has none. */
  findLine(path: FieldPath): number;
  /** What the parser found odd but could read. */
  warnings: { text: string; line: number }[];
  body: string;
  /** The line on which `body` begins. */
  bodyLine: number;
}

/** A dialect's reader. Lines count from 1 within its own text. Throws FrontMatterError. */
export type FrontMatterParser = (text: string) => Pick<FrontMatter, 'data' | 'findLine' | 'warnings'>;

/** The front matter cannot be read; `line` counts from 1. */
export class FrontMatterError extends Error {
  override readonly name = 'FrontMatterError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
