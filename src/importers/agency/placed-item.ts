/** An item by the names of ninjs, to which other formats are converted. */
export type ItemValues = Record<string, unknown>;

/** An item with the file or URL that it is in, or what is wrong there. */
export type PlacedItem = { place: string } & (
  | { item: ItemValues; warnings?: string[] }
  | { problem: string; isIncomplete?: boolean }
);

/** A format of agency copy. */
export interface AgencyFormat {
  /** Name with versions, for the help of the commands. */
  description: string;
  /** Another name of its commands. */
  alias?: string;
  /** Names of the files that are read in folders. */
  fileName: RegExp;
  /** Media types for requests. */
  accept: string;
  /** Parses a file. A file that `isNew` may still be written. */
  parse(text: string, place: string, isNew: boolean): Iterable<PlacedItem> | AsyncIterable<PlacedItem>;
  /** Lists what is wrong with an item. `allowsExtensions` accepts properties that the standard does not have. */
  listErrors(item: ItemValues, allowsExtensions: boolean): string[];
}
