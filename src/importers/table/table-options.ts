import type { DateOrder } from '../run/source-date.js';
import type { BodyFormat } from './body.js';
import type { PresetName } from './presets.js';

/** Options of `dateline import table`. */
export interface TableOptions {
  /** Fields by column or path: `{ Headline: 'title' }`. */
  map?: Record<string, string> | undefined;
  /** System that wrote the file; recognized by its records if undefined. */
  preset?: PresetName | undefined;
  /** Folder with a file of HTML or Markdown for each ID or slug. */
  bodies?: string | undefined;
  bodyFormat?: BodyFormat | undefined;
  /** Sign between tags, authors and sections in one column. */
  separator?: string | undefined;
  /** Status of records that have none. */
  status?: 'published' | 'draft' | undefined;
  dateOrder?: DateOrder | undefined;
  /** Time zone of dates without one; that of the site if undefined. */
  timeZone?: string | undefined;
  /** Types of records that are articles. */
  types?: string[] | undefined;
  /** Language to read of records that have several. */
  locale?: string | undefined;
  /** Pattern of the paths, such as `/blog/{slug}`. */
  permalinks?: string | undefined;
  /** URL of the front page of the source. */
  site?: string | undefined;
  /** Names of the site's own fields, which columns may have too. */
  ownFields?: string[] | undefined;
}
