import { ContentRefusedError } from '../../content/content-error.js';
import { normalizeUrl } from '../../content/html/normalize-urls.js';
import type { RichTextSource } from '../../content/rich-text.js';
import { type ContentModel, DEFAULT_KIND, findKind, findKindValue } from '../../fields/content-model.js';
import type { FieldSet } from '../../fields/field.js';
import type { ImportedValues } from '../../fields/imported-value.js';
import { EMPTY_CONTENT } from '../../modules/editing/article-content.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { toSitePath } from '../../shared/paths.js';
import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';
import { slugify } from '../../shared/text/slug.js';
import { toOwnPath } from '../links/own-links.js';
import { createMarkdownSource } from '../markdown/fields/own-value-source.js';
import { replacePictureUrls } from '../media/picture-urls.js';
import { readOwnValue } from '../own-fields/read-own-value.js';
import { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportItem } from '../run/import-run.js';
import type { ImportedArticle, ImportedImage } from '../run/imported-article.js';
import { itemReader } from '../run/reading.js';
import type { SlugRegistry } from '../run/slugs.js';
import { needsDateOrder, parseSourceDate } from '../run/source-date.js';
import type { SourceTerms } from '../run/source-terms.js';
import type { SourceArticle, SourceItem, SourcePicture, SourceTag } from './importer.js';
import { listItemProblems } from './source-item.js';

/** Values that all items of a source share. */
export interface SourceContext {
  source: string;
  /** URL of the source's front page, or null. */
  site: string | null;
  timeZone: string;
  model: ContentModel;
  slugs: SlugRegistry;
  /** Returns the terms of a vocabulary, or of the source itself. */
  getTerms(vocabulary?: string): SourceTerms;
  /** True if all articles are put under a path, so that none shares a path with another source. */
  hasPathPrefix: boolean;
}

/** Converts an item of an importer to one of the run. An item that is not valid is refused. */
export async function createSourceItem(item: SourceItem, context: SourceContext): Promise<ImportItem> {
  const problems = listItemProblems(item);
  const { label, type, id, url } = Object(item) as Partial<SourceArticle & SourceItem>;
  const name = {
    item: String(label ?? (url || id || 'an item without an ID')),
    ...(type !== undefined && { kind: String(type) }),
  };
  if (problems.length > 0) return { ...name, refused: problems };
  if ('refused' in item) return { ...name, refused: [item.refused] };
  const status = { kind: 'item', ...name };
  if ('used' in item) return { ...status, status: 'used', reason: item.used };
  if ('skipped' in item) return { ...status, status: 'left out', reason: item.skipped };
  if ('deleted' in item)
    return {
      ...status,
      unpublish: {
        source: context.source,
        sourceId: item.id,
        sourceVersion: item.version,
        isKill: item.kill,
      },
      reason: item.deleted,
    };
  return createArticleItem(item, name, context);
}

async function createArticleItem(
  item: SourceArticle,
  name: { item: string; kind?: string },
  context: SourceContext,
): Promise<ImportItem> {
  const warnings = new ConversionWarnings();
  for (const warning of item.warnings ?? []) warnings.add(warning);
  const unusedFields = [...(item.unusedFields ?? [])];
  try {
    const own = readOwnFields(item, context.model, warnings, unusedFields);
    const article = { ...(await toArticle(item, context, warnings)), ...own };
    return { ...name, article, warnings: warnings.messages, unusedFields };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { ...name, refused: [error.message] };
  }
}

async function toArticle(
  item: SourceArticle,
  { source, site, timeZone, slugs, getTerms, hasPathPrefix }: SourceContext,
  warnings: ConversionWarnings,
): Promise<ImportedArticle> {
  const { id, title, draft } = item;
  const url = item.url ? resolveUrl(item.url, site) : null;
  const base = url ?? site;
  const { path, aliases } = readPaths(item, url, site, warnings);
  const slugBase =
    slugify(item.slug ?? getLastName(path) ?? '') || slugify(title) || slugify(id) || 'article';
  const slug = slugs.claim(id, [slugBase], path !== null || hasPathPrefix);
  if (slug !== slugBase)
    warnings.add(`the slug is ${slug}, because another article has the slug ${slugBase}`);
  const publishedAt = readDate('publishedAt', item.publishedAt, timeZone);
  if (!draft && publishedAt === null) warnings.add('no date: the time of the import is used');
  return {
    ...EMPTY_CONTENT,
    source,
    sourceId: id,
    sourceUrl: url,
    slug,
    title,
    path,
    aliases,
    standfirst: item.standfirst?.trim() || null,
    body: await readBody(item, base, warnings),
    section: item.section ? listNames(item.section) : [],
    otherSections: (item.otherSections ?? []).map(listNames),
    tags: await readTags(item.tags, getTerms),
    authors: listUsableNames(item.authors),
    image: readImage(item.image, base, warnings),
    publishedAt,
    updatedAt: readDate('updatedAt', item.updatedAt, timeZone),
    draft: draft || item.withheld === true,
    corrections: item.corrections ?? [],
    ...(item.version !== undefined && { sourceVersion: item.version }),
    ...(item.embargoedUntil && { embargoedUntil: item.embargoedUntil }),
    ...(item.withheld && { isWithheld: true }),
    ...(item.pictures && { pictures: listPictures(item.pictures, base) }),
    ...(item.hasVersionDate && { hasVersionDate: true }),
    language: readLanguage(item, warnings),
    ...(item.translationOf && { translationKeys: [item.translationOf] }),
    seoTitle: item.seoTitle?.trim() || null,
    seoDescription: item.seoDescription?.trim() || null,
    canonicalUrl: item.canonicalUrl ? resolveUrl(item.canonicalUrl, site) : null,
    noindex: item.noindex || null,
    sponsorName: item.sponsorship?.name.trim() ?? null,
    sponsorUrl: item.sponsorship?.url ? resolveUrl(item.sponsorship.url, site) : null,
    ...(item.access && item.access !== 'PUBLIC' && { access: AccessLevel[item.access] }),
  };
}

/** Returns the path of an article, and former ones: those of the item, and that of its URL if it is another. */
function readPaths(
  { path: written, formerPaths = [] }: SourceArticle,
  url: string | null,
  site: string | null,
  warnings: ConversionWarnings,
): { path: string | null; aliases: string[] } {
  const read = (text: string) => {
    const path = toSitePath(text);
    if (path === null) warnings.add(`${text.slice(0, 100)} is not a path and was ignored`);
    return path;
  };
  const isOfSite = url !== null && (site === null || getHost(url) === getHost(site));
  if (url !== null && !isOfSite) warnings.add(`${url} is on another site: its path is not kept`);
  const urlPath = isOfSite ? toSitePath(url) : null;
  const path = (written ? read(written) : null) ?? urlPath;
  const former = [...formerPaths.map(read), urlPath].filter((each) => each !== null && each !== path);
  return { path, aliases: [...new Set(former as string[])] };
}

async function readBody(
  { html, markdown }: SourceArticle,
  base: string | null,
  warnings: ConversionWarnings,
): Promise<RichTextSource> {
  if (markdown !== undefined) return { format: 'markdown', text: await readMarkdown(markdown, base) };
  if (!html?.trim()) warnings.add('no text');
  return { format: 'html', text: await itemReader.read('feedBody', html ?? '', [], base) };
}

/** Resolves pictures of a Markdown text, and links to the article's own site. */
async function readMarkdown(markdown: string, base: string | null): Promise<string> {
  if (base === null) return markdown;
  const body = { format: 'markdown' as const, text: markdown };
  const { text } = replacePictureUrls(body, (url) => resolveUrl(url, base));
  const site = { url: new URL(base).origin, isPartial: true };
  let resolved = '';
  let last = 0;
  for (const { url, from, to } of await itemReader.read('markdownLinks', text)) {
    const path = toOwnPath(url, site, base);
    if (path === null) continue;
    resolved += text.slice(last, from) + path;
    last = to;
  }
  return resolved + text.slice(last);
}

function readImage(
  image: SourceArticle['image'],
  base: string | null,
  warnings: ConversionWarnings,
): ImportedImage | null {
  if (!image) return null;
  const {
    url: written,
    alt = '',
    caption,
    credit,
    license,
  } = typeof image === 'string' ? { url: image } : image;
  const url = resolveUrl(written, base);
  if (url === null) {
    warnings.add(`the picture ${written.slice(0, 100)} is not a URL and was left out`);
    return null;
  }
  const unknown = { width: null, height: null, focalX: null, focalY: null };
  const texts = { caption: caption || null, credit: credit || null, ...(license && { license }) };
  return { url, alt, ...texts, ...unknown };
}

/**
 * Lists the URLs that pictures may have here: resolved as that of a lead picture, and as written and then normalized as
 * those of the text. Leaves out what is no URL.
 */
function listPictures(pictures: SourcePicture[], base: string | null): SourcePicture[] {
  return pictures.flatMap(({ id, url: written }) => {
    const resolved = resolveUrl(written, base);
    const own = /^https?:/i.test(written) ? [written, normalizeUrl(written)] : [];
    const urls = resolved === null ? own : [resolved, normalizeUrl(resolved), ...own];
    return [...new Set(urls)].map((url) => ({ id, url }));
  });
}

/** Reads a date. Throws ContentRefusedError, since an article with a wrong date may be published too early. */
function readDate(name: string, value: Date | string | null | undefined, timeZone: string): Date | null {
  if (value == null || value === '') return null;
  if (value instanceof Date) return value;
  const date = parseSourceDate(value, timeZone);
  if (date !== null) return date;
  const advice = needsDateOrder(value) ? '; day and month are ambiguous: write 2016-04-03' : '';
  throw new ContentRefusedError(`${name}: "${value.slice(0, 60)}" is not a date${advice}.`);
}

function readLanguage({ language }: SourceArticle, warnings: ConversionWarnings): string | null {
  if (!language) return null;
  const tag = canonicalizeLanguageTag(language.trim().replaceAll('_', '-'));
  if (tag === null) warnings.add(`"${language.slice(0, 40)}" is not the tag of a language and was ignored`);
  return tag;
}

/** Reads the kind and the own fields. Values that do not fit are ignored with a warning. */
function readOwnFields(
  { kind: name, fields: values = {} }: SourceArticle,
  model: ContentModel,
  warnings: ConversionWarnings,
  unusedFields: string[],
): Pick<ImportedArticle, 'kind' | 'fields'> {
  const kind = name ? findKindValue(model, name) : null;
  if (name && kind === null) warnings.add(`"${name.slice(0, 40)}" is not a kind of article and was ignored`);
  const own = kind === null ? null : findKind(model, kind);
  const source = createMarkdownSource((message) => warnings.add(message), true);
  const readSet = (set: FieldSet, given: Record<string, unknown>, prefix: string) => {
    const read: ImportedValues = {};
    for (const [key, value] of Object.entries(given)) {
      const field = Object.hasOwn(set, key) ? set[key] : undefined;
      if (prefix === '' && own && key === own.facet) continue;
      const converted = field ? readOwnValue(field, value, prefix + key, source) : null;
      if (converted !== null) read[key] = converted;
      if (!field) unusedFields.push(prefix + key);
    }
    return read;
  };
  const fields = readSet(model.fields.article, values, '');
  const nested = own ? values[own.facet] : undefined;
  if (own && typeof nested === 'object' && nested !== null)
    fields[own.facet] = readSet(own.fields, nested as Record<string, unknown>, `${own.facet}.`);
  return {
    ...(kind && kind !== DEFAULT_KIND && { kind }),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

function listNames(section: string | string[]): string[] {
  return (typeof section === 'string' ? [section] : section).map((name) => name.trim()).filter(Boolean);
}

/** Returns the names or slugs of tags. Those with an ID are renamed here if the source has renamed them. */
async function readTags(
  tags: SourceArticle['tags'] = [],
  getTerms: SourceContext['getTerms'],
): Promise<string[]> {
  const identified = tags.filter(
    (tag): tag is SourceTag => typeof tag !== 'string' && slugify(tag.name) !== '',
  );
  for (const vocabulary of new Set(identified.map((tag) => tag.vocabulary))) {
    const ofVocabulary = identified
      .filter((tag) => tag.vocabulary === vocabulary)
      .map(({ id, name }) => ({ sourceId: id, name: name.trim(), slug: slugify(name) }));
    await getTerms(vocabulary).save({ sections: [], tags: ofVocabulary, authors: [], series: [] });
  }
  const toName = (tag: string | SourceTag) =>
    typeof tag === 'string' ? tag : (getTerms(tag.vocabulary).findSlug('tag', tag.id) ?? tag.name);
  return listUsableNames(tags.map(toName));
}

function listUsableNames(names: string[] = []): string[] {
  return [...new Set(names.map((name) => name.trim()))].filter((name) => slugify(name) !== '');
}

function getLastName(path: string | null): string | undefined {
  return path
    ?.split('/')
    .at(-1)
    ?.replace(/\.(html?|php)$/, '');
}

function getHost(url: string): string {
  return new URL(url).host.replace(/^www\./, '');
}

function resolveUrl(text: string, base: string | null): string | null {
  if (text.trim() === '' || !URL.canParse(text.trim(), base ?? undefined)) return null;
  const url = new URL(text.trim(), base ?? undefined);
  return /^https?:$/.test(url.protocol) ? url.href : null;
}
