import type { ImportItem } from '../run/import-run.js';
import { createArticleItem } from './article.js';
import { readElements } from './export/export-file.js';
import { parseItem } from './export/wxr-item.js';
import type { WordPressSite } from './site.js';
import { getItemLabel, getSourceId, type WordPressItem } from './wordpress-item.js';

/** Types that are articles here unless others are asked for. */
export const ARTICLE_TYPES = ['post', 'page'];

/** Why what WordPress keeps beside posts is no article, by type. */
const NON_ARTICLE_REASONS: Record<string, string> = {
  nav_menu_item: 'an entry of a menu, which the front end makes',
  wp_block: 'a reusable block: it stands in the articles that use it',
  'guest-author': 'an author: stands in the bylines',
  revision: 'an earlier state of another item',
  wp_navigation: 'a menu, which the front end makes',
  wp_template: 'a part of the theme',
  wp_template_part: 'a part of the theme',
  wp_global_styles: 'a part of the theme',
  wp_font_family: 'a part of the theme',
  wp_font_face: 'a part of the theme',
  custom_css: 'a part of the theme',
  customize_changeset: 'a part of the theme',
  oembed_cache: 'a cache of WordPress',
};

/** Every item of export files with what becomes of it; attachments last, when it is known which are shown. */
export async function* readExportItems(
  files: string[],
  site: WordPressSite,
  types: string[] = ARTICLE_TYPES,
): AsyncGenerator<ImportItem> {
  const attachments: { item: string; id: string }[] = [];
  for (const file of files) {
    for await (const element of readElements(file)) {
      if (element.name !== 'item') continue;
      const item = parseItem(element);
      if (item.type === 'attachment') attachments.push({ item: getItemLabel(item), id: item.id });
      else yield await createItem(item, site, types);
    }
  }
  for (const { item, id } of attachments) {
    const kind = 'attachment';
    yield site.attachments.isUsed(id)
      ? { item, kind, status: 'used', reason: 'an article shows it or links to it' }
      : { item, kind, status: 'left out', reason: 'no article shows it' };
  }
}

/** What becomes of an item that is no attachment. */
export async function createItem(
  item: WordPressItem,
  site: WordPressSite,
  types: string[],
): Promise<ImportItem> {
  const { type: kind, status, id } = item;
  const name = { item: getItemLabel(item), kind };
  if (!types.includes(kind)) {
    const reason =
      NON_ARTICLE_REASONS[kind] ?? `of a type that is not asked for; --types post,page,${kind} brings it in`;
    return { ...name, status: 'left out', reason };
  }
  if (id === '')
    return { ...name, refused: ['it has no wp:post_id, by which a second import would know it'] };
  if (status === 'auto-draft')
    return { ...name, status: 'left out', reason: 'nothing was ever written in it' };
  if (status === 'trash') {
    return {
      ...name,
      unpublish: { source: site.source, sourceId: getSourceId(item) },
      reason: 'in the trash there',
    };
  }
  return createArticleItem(item, site);
}
