import { renderRichText } from '../../src/content/rich-text.js';
import { ConversionWarnings } from '../../src/importers/run/conversion-warnings.js';
import { renderBody } from '../../src/importers/wordpress/body/body.js';
import { WordPressSite } from '../../src/importers/wordpress/site.js';
import type { WordPressItem } from '../../src/importers/wordpress/wordpress-item.js';

/** An item of an export, given by the texts of its elements. */
export interface WxrItem {
  id: number | string;
  type?: string;
  status?: string;
  title?: string;
  slug?: string;
  link?: string;
  content?: string;
  excerpt?: string;
  author?: string;
  date?: string;
  modified?: string;
  parent?: number;
  order?: number;
  password?: string;
  file?: string;
  terms?: [taxonomy: string, slug: string, name: string][];
  meta?: Record<string, string | string[]>;
  /** Further elements as XML. */
  more?: string;
}

const renderCdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

export function renderWxrItem(item: WxrItem): string {
  const { id, type = 'post', status = 'publish', slug = `item-${id}`, terms = [], meta = {} } = item;
  const fields = Object.entries(meta).flatMap(([key, values]) =>
    [values].flat().map((value) => [key, value]),
  );
  return `<item>
<title>${renderCdata(item.title ?? `Item ${id}`)}</title>
<link>${item.link ?? `https://old.example/${slug}/`}</link>
<dc:creator>${renderCdata(item.author ?? 'ada')}</dc:creator>
<content:encoded>${renderCdata(item.content ?? '')}</content:encoded>
<excerpt:encoded>${renderCdata(item.excerpt ?? '')}</excerpt:encoded>
<wp:post_id>${id}</wp:post_id>
<wp:post_date_gmt>${item.date ?? '2020-01-02 03:04:05'}</wp:post_date_gmt>
<wp:post_modified_gmt>${item.modified ?? '2020-02-03 04:05:06'}</wp:post_modified_gmt>
<wp:post_name>${slug}</wp:post_name>
<wp:status>${status}</wp:status>
<wp:post_parent>${item.parent ?? 0}</wp:post_parent>
<wp:menu_order>${item.order ?? 0}</wp:menu_order>
<wp:post_type>${type}</wp:post_type>
<wp:post_password>${renderCdata(item.password ?? '')}</wp:post_password>
${item.file ? `<wp:attachment_url>${item.file}</wp:attachment_url>` : ''}
${terms.map(([domain, nicename, name]) => `<category domain="${domain}" nicename="${nicename}">${renderCdata(name)}</category>`).join('\n')}
${fields.map(([key, value]) => `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${renderCdata(value!)}</wp:meta_value></wp:postmeta>`).join('\n')}
${item.more ?? ''}
</item>`;
}

export const CATEGORIES = [
  ['11', 'world', 'World', ''],
  ['12', 'asia', 'Asia', 'world'],
  ['13', 'sport', 'Sport', ''],
]
  .map(
    ([id, slug, name, parent]) => `<wp:category><wp:term_id>${id}</wp:term_id>
<wp:category_nicename>${slug}</wp:category_nicename><wp:category_parent>${parent}</wp:category_parent>
<wp:cat_name>${renderCdata(name!)}</wp:cat_name></wp:category>`,
  )
  .join('\n');

/** Renders an export of old.example with items. */
export function renderWxr(
  items: WxrItem[],
  { head = CATEGORIES, site = 'https://old.example' } = {},
): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Old Site</title>
<link>${site}</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>${site}</wp:base_site_url>
<wp:base_blog_url>${site}</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login>
<wp:author_email>ada@old.example</wp:author_email>
<wp:author_display_name>${renderCdata('Ada Marsh')}</wp:author_display_name></wp:author>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>ben.b</wp:author_login>
<wp:author_display_name>${renderCdata('ben@old.example')}</wp:author_display_name>
<wp:author_first_name>Ben</wp:author_first_name><wp:author_last_name>Brook</wp:author_last_name></wp:author>
${head}
${items.map(renderWxrItem).join('\n')}
</channel>
</rss>
`;
}

/** Converts a post's content and returns its HTML, its blocks without their HTML, and the warnings. */
export function convertBody(
  content: string,
  { site = createSiteWithFiles(), item = {} as Partial<WordPressItem> } = {},
) {
  const fullItem = { id: '1', content, isRendered: false, meta: new Map(), ...item } as WordPressItem;
  const warnings = new ConversionWarnings();
  const text = renderBody(fullItem, { site, item: fullItem, warnings });
  const { html, blocks } = renderRichText({ format: 'html', text });
  const facts = blocks.map(({ html: _, ...rest }) => rest as Record<string, any>);
  return { html, blocks: facts, warnings: warnings.messages };
}

/**
 * Creates a site with a media library: pictures 21 and 22, uploaded to post 1 in reverse order, and a song,
 * 23.
 */
export function createSiteWithFiles(): WordPressSite {
  const site = new WordPressSite();
  site.url = 'https://old.example';
  const addFile = (id: string, name: string, alt: string, caption: string, order: number) =>
    site.attachments.add({
      ...{ id, alt, caption, order, width: 800, height: 600, parent: '1' },
      ...{ title: alt, date: new Date(`2010-01-${id}T00:00:00Z`) },
      url: `https://old.example/wp-content/uploads/${name}`,
    });
  addFile('21', 'pier.jpg', 'The pier', 'The <em>old</em> pier', 2);
  addFile('22', 'gull.png', 'A gull', '', 1);
  addFile('23', 'song.mp3', '', '', 0);
  return site;
}
