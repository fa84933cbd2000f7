import type { Transaction } from './write-lock.js';

/** Reads the sizes of pictures that stay at other servers, for `Image.width` and `Image.sizeError`. */
export interface PictureMeasurer {
  /**
   * Adds a job for each picture that was not measured, in the transaction of a save. Returns the URLs that were never
   * tried. Paths and files of the library are left out.
   */
  schedule(tx: Transaction, urls: readonly string[]): Promise<string[]>;
  /**
   * Measures pictures after the save was committed, within 3 seconds. Records why others were not; their jobs try again.
   */
  measure(urls: readonly string[]): Promise<void>;
}

/** Measures nothing. */
export const NO_PICTURE_MEASURER: PictureMeasurer = {
  schedule: async () => [],
  measure: async () => undefined,
};
