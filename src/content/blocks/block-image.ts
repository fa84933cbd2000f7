export interface BlockImage {
  /** URL as in the source; may be relative. */
  url: string;
  /** Empty if the author provided none. */
  alt: string;
  caption: string | null;
  credit: string | null;
  /** Pixels. */
  width: number | null;
  height: number | null;
}
