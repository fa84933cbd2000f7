import { z } from 'zod';
import { textOfHtml } from '../html-text.js';
import type { ItemState } from '../known-items.js';
import type { WordPressSite } from './site.js';
import { NEVER_PUBLISHED, type WordPressItem, type WordPressTerm } from './wordpress-item.js';
import { decodedSlug } from './wxr-item.js';

const rendered = z.object({
  rendered: z.string().default(''),
  raw: z.string().optional(),
  protected: z.boolean().default(false),
});
const nothing = { rendered: '', protected: false };
/** What a plugin or a theme has made something else of is as good as missing. */
/** Characters of a made excerpt that are compared. */
const COMPARED = 100;
/** Characters after the first word of a link to the rest, at most. */
const LONGEST_LINK = 80;

const loose = <Type extends z.ZodType>(type: Type) => type.nullish().catch(null);

const file = z.object({
  id: z.number(),
  source_url: z.string(),
  alt_text: z.string().default(''),
  caption: rendered.default(nothing),
  media_details: loose(z.object({ width: loose(z.number()), height: loose(z.number()) })),
});
const term = z.object({ taxonomy: z.string(), slug: z.string(), name: z.string() });

const post = z.object({
  id: z.number(),
  type: z.string(),
  status: z.string(),
  slug: z.string().default(''),
  link: z.string().default(''),
  date_gmt: loose(z.string()),
  modified_gmt: loose(z.string()),
  parent: z.number().default(0),
  menu_order: z.number().default(0),
  sticky: z.boolean().default(false),
  password: z.string().default(''),
  featured_media: z.number().default(0),
  title: rendered.default(nothing),
  content: rendered.default(nothing),
  excerpt: rendered.default(nothing),
  yoast_head_json: loose(z.object({ title: loose(z.string()), description: loose(z.string()) })),
  _embedded: loose(
    z.object({
      author: loose(z.array(loose(z.object({ name: z.string() })))),
      'wp:term': loose(z.array(loose(z.array(loose(term))))),
      'wp:featuredmedia': loose(z.array(loose(file))),
    }),
  ),
});

const state = post.pick({ id: true, modified_gmt: true, status: true });

/** The item of a post as the REST API has it with `_embed`; its featured image goes to the site's attachments. */
export function itemOfPost(json: unknown, site: WordPressSite): WordPressItem {
  const read = post.parse(json);
  const embedded = read._embedded;
  const [picture] = embedded?.['wp:featuredmedia'] ?? [];
  const meta = new Map<string, string[]>();
  if (picture) {
    const { width = null, height = null } = picture.media_details ?? {};
    site.attachments.add({
      ...{ id: String(picture.id), url: picture.source_url, alt: picture.alt_text, parent: '0', order: 0 },
      ...{ caption: picture.caption.rendered, width: width || null, height: height || null },
    });
  }
  if (read.featured_media > 0) meta.set('_thumbnail_id', [String(read.featured_media)]);
  const { title, description } = seoOf(read, site);
  if (title) meta.set('_yoast_wpseo_title', [title]);
  if (description) meta.set('_yoast_wpseo_metadesc', [description]);
  return {
    id: String(read.id),
    type: read.type,
    status: read.status,
    title: read.title.rendered,
    excerpt: excerptOf(read),
    content: read.content.rendered || (read.content.raw ?? ''),
    isRendered: read.content.rendered !== '',
    slug: decodedSlug(read.slug),
    link: read.link,
    author: embedded?.author?.[0]?.name ?? '',
    terms: (embedded?.['wp:term'] ?? []).flatMap((list) => (list ?? []).flatMap(termOf)),
    meta,
    // Of what was never published the API gives the time of its last save.
    date: NEVER_PUBLISHED.has(read.status) ? null : utc(read.date_gmt),
    modified: utc(read.modified_gmt),
    parent: String(read.parent),
    menuOrder: read.menu_order,
    hasPassword: read.password !== '' || read.content.protected,
    isSticky: read.sticky,
    comments: 0,
    attachmentUrl: '',
    damage: [],
  };
}

/** The state of a post of which the API was asked for little else. */
export function stateOfPost(json: unknown): ItemState & { id: number } {
  const { id, modified_gmt, status } = state.parse(json);
  return { id, modified: utc(modified_gmt), status };
}

/** Where nobody wrote a title for search engines, Yoast makes one of the post's and the site's. */
function seoOf({ yoast_head_json, title }: z.infer<typeof post>, site: WordPressSite) {
  const own = textOfHtml(title.rendered);
  const written = textOfHtml(yoast_head_json?.title ?? '');
  const isMade = written === own || (written.startsWith(own) && written.endsWith(textOfHtml(site.title)));
  return { title: isMade ? '' : written, description: yoast_head_json?.description };
}

/** Where nobody wrote one, WordPress makes an excerpt of the first words; those the gateway makes itself. */
function excerptOf({ excerpt, content }: z.infer<typeof post>): string {
  if (excerpt.raw !== undefined) return excerpt.raw;
  const text = textOfHtml(excerpt.rendered);
  return textOfHtml(content.rendered).startsWith(beginningOf(text)) ? '' : excerpt.rendered;
}

/** As much of a made excerpt as is compared with the content, without the link to it that themes add. */
function beginningOf(excerpt: string): string {
  for (const { 0: mark, index } of excerpt.slice(0, COMPARED).matchAll(/\[…\]|…|\[\.\.\.\]/g)) {
    const rest = excerpt.slice(index + mark.length).trimStart();
    const afterWord = rest.slice(/\s|$/.exec(rest)!.index);
    if (afterWord.length <= LONGEST_LINK && !afterWord.includes('\n'))
      return excerpt.slice(0, index).trimEnd();
  }
  return excerpt.slice(0, COMPARED);
}

function termOf(read: z.infer<typeof term> | null | undefined): WordPressTerm[] {
  return read ? [{ taxonomy: read.taxonomy, slug: decodedSlug(read.slug), name: textOfHtml(read.name) }] : [];
}

/** The API writes times in UTC without saying so. */
function utc(text: string | null | undefined): Date | null {
  const date = text ? new Date(`${text}Z`) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}
