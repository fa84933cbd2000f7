import { newsml } from './newsml/newsml-format.js';
import { ninjs } from './ninjs/ninjs-format.js';

/** Formats of agency copy, by the name of their command, which is also the source of their items. */
export const AGENCY_FORMATS = { ninjs, newsml };

/** Name of a format of agency copy. */
export type AgencyFormatName = keyof typeof AGENCY_FORMATS;
