import { ContentRefusedError } from '../../content/content-error.js';
import { EMPTY_CONTENT } from '../../modules/editing/article-content.js';
import { ARTICLE_LIMITS } from '../../modules/editing/article-limits.js';
import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import { listCharsetWarnings } from '../run/charset-warnings.js';
import { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportItem } from '../run/import-run.js';
import type { ImportedArticle, ImportedImage } from '../run/imported-article.js';
import { addFormatArchive, addTagArchive, addUncategorizedArchive, getPaths } from './addresses.js';
import { toImage } from './attachments.js';
import { readBody } from './body/body.js';
import type { ConversionContext } from './body/conversion.js';
import { describeForComparison } from './comparison.js';
import { readLiveBlog } from './live-blog/live-blog.js';
import { readOwnFields } from './own-fields.js';
import { getAccess, getPublication } from './publication.js';
import { isUncategorized } from './sections.js';
import { getSeo } from './seo.js';
import { getSeries } from './series.js';
import type { WordPressSite } from './site.js';
import { listUnusedFields } from './unused.js';
import {
  getFormat,
  getItemLabel,
  getMeta,
  getSourceId,
  type WordPressItem,
  type WordPressTerm,
} from './wordpress-item.js';

const TITLE_WORDS = 10;

/** Converts a post or page to an article with warnings, or to the reason for refusing it. */
export async function createArticleItem(item: WordPressItem, site: WordPressSite): Promise<ImportItem> {
  const context: ConversionContext = { site, item, warnings: new ConversionWarnings() };
  const name = { item: getItemLabel(item), kind: item.type };
  try {
    const { values, usedKeys } = readOwnFields(item, site, site.model, context.warnings);
    const converted = await toArticle(context);
    const liveBlog = await readLiveBlog(context);
    const article = { ...converted, ...values, ...liveBlog, comparison: describeForComparison(converted) };
    const unusedFields = listUnusedFields(item, new Set([...usedKeys, ...site.sponsors.usedKeys]));
    return { ...name, article, warnings: context.warnings.messages, unusedFields };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { ...name, refused: [error.message] };
  }
}

async function toArticle(context: ConversionContext): Promise<ImportedArticle> {
  const { site, item, warnings } = context;
  for (const damage of item.damage) warnings.add(damage);
  for (const warning of listCharsetWarnings(item.title + item.content, { assumedCharset: null }))
    warnings.add(warning);
  const text = await readBody(item, context);
  const title = getTitle(item, text, warnings);
  const standfirst = htmlToText(item.excerpt) || getTeaser(item);
  const [section = [], ...otherSections] = site.sections.listSectionPaths(item);
  const uncategorized = item.terms.find((term) => term.taxonomy === 'category' && isUncategorized(term));
  if (uncategorized) addUncategorizedArchive(site, uncategorized);
  const left = otherSections.splice(ARTICLE_LIMITS.sections - 1);
  if (left.length > 0)
    warnings.add(
      `an article can be in at most ${ARTICLE_LIMITS.sections} sections; ${left.length} categories were left out`,
    );
  return {
    ...EMPTY_CONTENT,
    source: site.source,
    sourceId: getSourceId(item),
    sourceUrl: URL.canParse(item.link) ? item.link : null,
    title,
    standfirst,
    body: { format: 'html', text },
    ...site.languages.describeItem(item),
    ...getPaths(item, title, site, warnings),
    section,
    otherSections,
    tags: getTags(item, site, warnings),
    authors: getAuthors(item, site),
    series: getSeries(item, site, warnings),
    image: getFeaturedImage(context),
    ...getSeo(item, { title, excerpt: standfirst ?? '' }, site, warnings),
    ...getPublication(item, warnings),
    ...getAccess(item, warnings),
    ...site.sponsors.find(item, warnings),
  };
}

/** Returns the title, or the first words of the body, since WordPress allows posts with no title. */
function getTitle({ title }: WordPressItem, body: string, warnings: ConversionWarnings): string {
  const ownTitle = htmlToText(title);
  if (ownTitle !== '') return ownTitle;
  warnings.add('no title: the first words of the text are used');
  const words = htmlToText(body).split(' ');
  const first = words.slice(0, TITLE_WORDS).join(' ').slice(0, 100);
  return first === '' ? 'Untitled' : `${first}${words.length > TITLE_WORDS ? ' …' : ''}`;
}

/** Returns the text before the `more` tag if the page omits it (`noteaser`), else null. */
function getTeaser({ content }: WordPressItem): string | null {
  if (!/<!--\s*noteaser\s*-->/.test(content)) return null;
  const [teaser, rest] = content.split(/<!--\s*more\b[^<>]*?-->/, 2) as [string, string?];
  return rest === undefined ? null : htmlToText(teaser) || null;
}

/** Returns the authors by name, or by slug where the name is also that of another author. */
function getAuthors(item: WordPressItem, { people, terms }: WordPressSite): string[] {
  const authors = people.getAuthors(item).map(({ id, name }) => terms?.findSlug('author', id) ?? name);
  return [...new Set(authors)];
}

/** Returns the tags of a post, and one for its format, which has a list of its posts in WordPress. */
function getTags(item: WordPressItem, site: WordPressSite, warnings: ConversionWarnings): string[] {
  const tagTerms = item.terms.filter(({ taxonomy }) => taxonomy === 'post_tag');
  const toReference = (term: WordPressTerm) => {
    const { id, name, slug } = site.translatedTags.get(term.slug) ?? term;
    return (
      site.terms?.findSlug('tag', id ?? site.tags.find((tag) => tag.slug === slug)?.id) ?? (name || slug)
    );
  };
  for (const term of tagTerms) addTagArchive(site, term, toReference(term));
  const format = getFormat(item);
  // Not the name alone: a site often has a tag of that name with other posts.
  const formatTag = format && `Post format: ${format}`;
  if (format && formatTag) addFormatArchive(site, format, formatTag);
  const tags = [...tagTerms.map(toReference), ...(formatTag ? [formatTag] : [])];
  const isNamed = (tag: string) => slugify(tag) !== '';
  for (const tag of tags)
    if (!isNamed(tag)) warnings.add(`the tag "${tag}" has no letter or digit and was ignored`);
  return [...new Set(tags.filter(isNamed))];
}

function getFeaturedImage({ site, item, warnings }: ConversionContext): ImportedImage | null {
  const id = getMeta(item, '_thumbnail_id').trim();
  if (id === '' || id === '0' || id === '-1') return null;
  const attachment = site.attachments.markUsed(id);
  if (!attachment) warnings.add(`the featured image (attachment ${id}) is not in ${site.referenceSource}`);
  return attachment && toImage(attachment);
}
