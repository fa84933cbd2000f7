import type { ImportedArticle } from '../imported-article.js';
import type { Losses } from '../losses.js';
import type { WordPressSite } from './site.js';
import { metaOf, type WordPressItem } from './wordpress-item.js';

const TITLES = ['_yoast_wpseo_title', 'rank_math_title', '_aioseo_title'];
const DESCRIPTIONS = ['_yoast_wpseo_metadesc', 'rank_math_description', '_aioseo_description'];

/** Titles and descriptions for search engines, as Yoast SEO, Rank Math or All in One SEO keep them. */
export function seoOf(
  item: WordPressItem,
  { title, excerpt }: { title: string; excerpt: string },
  site: WordPressSite,
  losses: Losses,
): Pick<ImportedArticle, 'seoTitle' | 'seoDescription'> {
  const words: Record<string, string> = { title, excerpt, sitename: site.title, sep: '-', page: '' };
  const read = (names: string[]) => {
    const written = names.map((name) => metaOf(item, name).trim()).find(Boolean) ?? '';
    const text = written.replace(/%%?(\w+)%%?/g, (variable, name: string) => words[name] ?? variable);
    if (!/%%?[a-z_]+%%?/.test(text)) return text.replace(/\s+/g, ' ').trim() || null;
    losses.note(
      `the SEO text "${written.slice(0, 80)}" is left out: it holds a variable that is unknown here`,
    );
    return null;
  };
  return { seoTitle: read(TITLES), seoDescription: read(DESCRIPTIONS) };
}
