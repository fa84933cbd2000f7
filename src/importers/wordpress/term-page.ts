import { htmlToText } from '../html/html-text.js';
import { readRobots } from './robots.js';

/** Values of the page of a tag, category or author; undefined for those that the site does not have. */
export interface TermPage {
  description?: string | undefined;
  seoTitle?: string | undefined;
  seoDescription?: string | undefined;
  noindex?: true | undefined;
  nofollow?: true | undefined;
}

const TITLE_KEYS = ['rank_math_title', '_seopress_titles_title'];
const DESCRIPTION_KEYS = ['rank_math_description', '_seopress_titles_desc'];

/**
 * Reads the page of a term of an export from its description, as HTML, and the custom fields of Rank Math and SEOPress.
 * Yoast SEO stores those of terms elsewhere, so an export does not have them.
 */
export function readTermPage(description: string, getValue: (key: string) => string): TermPage {
  const { noindex, nofollow } = readRobots(getValue);
  // Texts with variables are templates of the plugin.
  const read = (keys: string[]) => keys.map((key) => getValue(key).trim()).find((text) => !/%|^$/.test(text));
  return {
    description: htmlToText(description) || undefined,
    seoTitle: read(TITLE_KEYS),
    seoDescription: read(DESCRIPTION_KEYS),
    noindex: noindex ? true : undefined,
    nofollow: nofollow ? true : undefined,
  };
}
