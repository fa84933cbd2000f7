import { PopularWindow } from './popular.type.js';

/**
 * Names under which the lists are stored in article_popularity. A list gets a new name when its meaning
 * changes, so that instances of two releases do not overwrite each other's scores.
 */
export const STORED_SPANS: Record<PopularWindow, string> = {
  [PopularWindow.HOUR]: 'LAST_HOUR',
  [PopularWindow.DAY]: 'DAY',
  [PopularWindow.WEEK]: 'WEEK',
  [PopularWindow.MONTH]: 'MONTH',
  [PopularWindow.YEAR]: 'YEAR',
  [PopularWindow.ALL]: 'ALL',
  [PopularWindow.HOT]: 'TRENDING',
  [PopularWindow.TRENDING]: 'RISING',
};
