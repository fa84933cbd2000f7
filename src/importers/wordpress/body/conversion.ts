import type { ConversionWarnings } from '../../run/conversion-warnings.js';
import type { WordPressSite } from '../site.js';
import type { WordPressItem } from '../wordpress-item.js';

/** Post and site that a piece of a body belongs to, and the warnings of its conversion. */
export interface ConversionContext {
  site: WordPressSite;
  item: WordPressItem;
  warnings: ConversionWarnings;
}
