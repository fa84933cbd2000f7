import type { ImportItem } from '../run/import-run.js';
import { createArticleItem } from './article.js';
import { readElements } from './export/export-file.js';
import { parseItem } from './export/wxr-item.js';
import type { WordPressSite } from './site.js';
import { SPONSOR_TYPE } from './sponsors.js';
import { getItemLabel, getSourceId, type WordPressItem } from './wordpress-item.js';

/** Post types that are imported as articles by default. */
export const ARTICLE_TYPES = ['post', 'page'];

/** Reasons why items of other types are not articles, by type. */
const NON_ARTICLE_REASONS: Record<string, string> = {
  nav_menu_item: 'a menu item of no menu',
  wp_block: 'a reusable block; imported with the articles that use it',
  'guest-author': 'an author; imported with the bylines',
  [SPONSOR_TYPE]: 'a sponsor; imported with its articles',
  revision: 'a former revision of another item',
  wp_navigation: 'a menu; the front end builds menus',
  wp_template: 'part of the theme',
  wp_template_part: 'part of the theme',
  wp_global_styles: 'part of the theme',
  wp_font_family: 'part of the theme',
  wp_font_face: 'part of the theme',
  custom_css: 'part of the theme',
  customize_changeset: 'part of the theme',
  oembed_cache: 'a cache of WordPress',
};

/**
 * Yields every item of export files. Attachments come last, when it is known which of them are used, and then the
 * menus.
 */
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
      if (element.failure !== null) {
        yield { item: getItemLabel(item), kind: item.type, refused: [`not valid XML: ${element.failure}`] };
        continue;
      }
      if (item.type === 'attachment') attachments.push({ item: getItemLabel(item), id: item.id });
      else yield await createItem(item, site, types);
    }
  }
  for (const { item, id } of attachments) {
    const kind = 'attachment';
    yield site.attachments.isUsed(id)
      ? { item, kind, status: 'used', reason: 'an article contains it or links to it' }
      : { item, kind, status: 'left out', reason: 'no article contains it' };
  }
  for (const menu of site.menus.list(site)) yield { item: `menu ${menu.location}`, menu };
}

/** Creates the import item of a post of any type except attachments. */
export async function createItem(
  item: WordPressItem,
  site: WordPressSite,
  types: string[],
): Promise<ImportItem> {
  const { type: kind, status, id } = item;
  const name = { item: getItemLabel(item), kind };
  if (site.menus.has(item)) return { ...name, status: 'used', reason: 'part of a menu' };
  if (site.entryPosts.has(item)) return { ...name, status: 'used', reason: 'an entry of a live blog' };
  if (!types.includes(kind)) {
    const reason =
      NON_ARTICLE_REASONS[kind] ?? `post type not selected; add it with --types post,page,${kind}`;
    return { ...name, status: 'left out', reason };
  }
  if (id === '')
    return {
      ...name,
      refused: ['the item has no wp:post_id, so that a second import could not recognise it'],
    };
  if (status === 'auto-draft') return { ...name, status: 'left out', reason: 'empty automatic draft' };
  const unpublish = { source: site.source, sourceId: getSourceId(item) };
  if (status === 'trash') return { ...name, unpublish, reason: 'in the trash in WordPress' };
  // Without a login the API gives no text, which must not replace that of an export.
  if (item.isRendered && item.hasPassword)
    return { ...name, unpublish, reason: 'has a password in WordPress: only a login can read its text' };
  return createArticleItem(item, site);
}
