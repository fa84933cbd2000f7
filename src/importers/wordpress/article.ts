import { ContentRefusedError } from '../../shared/content/content-refused.js';
import { slugify } from '../../shared/slug.js';
import { textOfHtml } from '../html-text.js';
import type { ImportItem } from '../import-run.js';
import type { ImportedArticle, ImportedImage } from '../imported-article.js';
import { Losses } from '../losses.js';
import { addressesOf } from './addresses.js';
import { imageOf } from './attachments.js';
import { readBody } from './body.js';
import type { Place } from './place.js';
import { publicationOf } from './publication.js';
import { seoOf } from './seo.js';
import type { WordPressSite } from './site.js';
import { unusedOf } from './unused.js';
import { metaOf, nameOf, sourceIdOf, type WordPressItem } from './wordpress-item.js';

const TITLE_WORDS = 10;

/** A post or page as an article, with what it loses; or why it is none. */
export async function articleItem(item: WordPressItem, site: WordPressSite): Promise<ImportItem> {
  const place: Place = { site, item, losses: new Losses() };
  const name = { item: nameOf(item), kind: item.type };
  try {
    const article = await articleOf(place);
    return { ...name, article, notes: place.losses.all, unused: unusedOf(item) };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { ...name, refused: [error.message] };
  }
}

async function articleOf(place: Place): Promise<ImportedArticle> {
  const { site, item, losses } = place;
  for (const damage of item.damage) losses.note(damage);
  const text = await readBody(item, place);
  const title = titleOf(item, text, losses);
  const standfirst = textOfHtml(item.excerpt) || teaserOf(item);
  const { section, others } = site.sections.placeOf(item);
  if (others.length > 0) {
    const named = others.slice(0, 5).join(', ');
    const more = others.length > 5 ? ` and ${others.length - 5} more` : '';
    losses.note(`it stands in one section; its other categories are tags: ${named}${more}`);
  }
  return {
    source: site.source,
    sourceId: sourceIdOf(item),
    title,
    standfirst,
    body: { format: 'html', text },
    ...addressesOf(item, title, site, losses),
    section,
    tags: [...tagsOf(item, losses), ...others],
    authors: site.people.authorsOf(item),
    image: featuredImage(place),
    ...seoOf(item, { title, excerpt: standfirst ?? '' }, site, losses),
    series: null,
    corrections: [],
    ...publicationOf(item, losses),
  };
}

/** WordPress lets a post go without a title. */
function titleOf({ title }: WordPressItem, body: string, losses: Losses): string {
  const own = textOfHtml(title);
  if (own !== '') return own;
  losses.note('it has no title: its first words stand in for one');
  const words = textOfHtml(body).split(' ');
  const first = words.slice(0, TITLE_WORDS).join(' ').slice(0, 100);
  return first === '' ? 'Untitled' : `${first}${words.length > TITLE_WORDS ? ' …' : ''}`;
}

/** What stands before the `more` tag, where the page is not to repeat it. */
function teaserOf({ content }: WordPressItem): string | null {
  if (!/<!--\s*noteaser\s*-->/.test(content)) return null;
  const [teaser, rest] = content.split(/<!--\s*more\b[^<>]*?-->/, 2) as [string, string?];
  return rest === undefined ? null : textOfHtml(teaser) || null;
}

function tagsOf({ terms }: WordPressItem, losses: Losses): string[] {
  const tags = terms.filter(({ taxonomy }) => taxonomy === 'post_tag').map(({ name, slug }) => name || slug);
  const isNamed = (tag: string) => slugify(tag) !== '';
  for (const tag of tags) if (!isNamed(tag)) losses.note(`the tag "${tag}" has no letter or digit, left out`);
  return [...new Set(tags.filter(isNamed))];
}

function featuredImage({ site, item, losses }: Place): ImportedImage | null {
  const id = metaOf(item, '_thumbnail_id').trim();
  if (id === '' || id === '0' || id === '-1') return null;
  const attachment = site.attachments.use(id);
  if (!attachment) losses.note(`its featured image, attachment ${id}, is not in the export`);
  return attachment && imageOf(attachment);
}
