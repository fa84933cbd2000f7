import type { ConversionWarnings } from '../../run/conversion-warnings.js';
import type { WordPressSite } from '../site.js';
import type { WordPressItem } from '../wordpress-item.js';

/** Where a piece of a body stands, for what it needs of the post and of the rest of the site. */
export interface ConversionContext {
  site: WordPressSite;
  item: WordPressItem;
  warnings: ConversionWarnings;
}
