import { basename } from 'node:path';
import { UserFacingError } from '../../../shared/errors/user-facing-error.js';
import { toSitePath } from '../../../shared/paths.js';
import { trimSlashes } from '../../../shared/text/trim-end.js';
import { explainFile } from '../../fetch/identify-content.js';
import { htmlToText } from '../../html/html-text.js';
import { toAttachment } from '../attachments.js';
import { groupTranslations, POLYLANG, readPolylangLocale, toLanguageTag } from '../languages.js';
import { SERIES_TAXONOMY } from '../series.js';
import { WordPressSite, type WordPressTag } from '../site.js';
import { readTermPage } from '../term-page.js';
import { getSourceId } from '../wordpress-item.js';
import { InvalidXmlError, readElements } from './export-file.js';
import type { WxrElement } from './wxr-element.js';
import { decodeSlug, parseItem } from './wxr-item.js';

const EXPORT_ADVICE = 'Create one in WordPress under Tools > Export.';

/** Error for files from which nothing can be imported. The message is shown in the terminal. */
export class InvalidExportError extends UserFacingError {
  override readonly name = 'InvalidExportError';
}

/**
 * Reads export files once and collects the records that posts refer to: authors, categories, attachments and
 * reusable blocks. A file that breaks off is used up to that point.
 * @throws {InvalidExportError} if a file is missing or is not a WordPress export.
 */
export async function readSite(files: string[]): Promise<WordPressSite> {
  const site = new WordPressSite();
  for (const file of files) await readSiteFile(site, file);
  joinTranslations(site);
  site.sections.resolvePathConflicts(site.paths);
  return site;
}

async function readSiteFile(site: WordPressSite, file: string): Promise<void> {
  let isExport = false;
  try {
    for await (const element of readElements(file)) {
      isExport ||= element.name.startsWith('wp:') || element.getText('wp:post_id') !== '';
      if (element.failure === null) ELEMENT_READERS[element.name]?.(site, element);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InvalidExportError(`File not found: ${file}.`);
    if (code === 'EISDIR')
      throw new InvalidExportError(`${file} is a folder, but an export file is expected.`);
    if (!(error instanceof InvalidXmlError)) throw error;
    if (isExport) return;
    throw await createInvalidExportError(file, `${error.message} `);
  }
  if (!isExport) throw await createInvalidExportError(file);
}

/** Creates the error for a file that is not an export, with the type of the file, or else the parser's message. */
async function createInvalidExportError(file: string, parserMessage = ''): Promise<InvalidExportError> {
  const explanation = await explainFile(file, 'wordpress');
  const message = `${basename(file)} is not a WordPress export (WXR). ${EXPORT_ADVICE}${explanation}`;
  return new InvalidExportError(explanation === '' ? parserMessage + message : message);
}

type ElementReader = (site: WordPressSite, element: WxrElement) => void;

const ELEMENT_READERS: Record<string, ElementReader> = {
  title: (site, { text }) => {
    site.title ||= htmlToText(text);
  },
  language: ({ languages }, { text }) => {
    languages.main ??= toLanguageTag(text);
  },
  link: readUrl,
  'wp:base_blog_url': readUrl,
  'wp:author': ({ people }, element) => {
    const text = (name: string) => element.getText(`wp:author_${name}`).trim();
    people.addId(text('id'), text('login'));
    people.add(
      text('login'),
      text('display_name'),
      `${text('first_name')} ${text('last_name')}`,
      text('login'),
    );
  },
  'wp:category': (site, element) => readCategory(site, element, 'category_nicename', 'cat_name', 'category'),
  'wp:tag': ({ tagSlugs, tags, languages }, element) => {
    const id = element.getText('wp:term_id').trim();
    const slug = decodeSlug(element.getText('wp:tag_slug').trim());
    tagSlugs.set(id, slug);
    const page = readTermPage(element.getText('wp:tag_description'), (key) => getTermMeta(element, key));
    tags.push({ id, slug, name: htmlToText(element.getText('wp:tag_name')), page });
    languages.addTermMeta(id, (key) => getTermMeta(element, key));
  },
  'wp:term': (site, element) => {
    const taxonomy = element.getText('wp:term_taxonomy').trim();
    if (taxonomy === 'category') readCategory(site, element, 'term_slug', 'term_name', 'term');
    if (taxonomy === SERIES_TAXONOMY) site.series.push(readTerm(element));
    const [slug, description] = [
      element.getText('wp:term_slug').trim(),
      element.getText('wp:term_description'),
    ];
    if (taxonomy === POLYLANG.languages) site.languages.addLanguage(slug, readPolylangLocale(description));
    if (taxonomy === POLYLANG.terms) site.languages.addTermGroup(slug, description);
  },
  item: readItem,
};

function readTerm(element: WxrElement): WordPressTag {
  const text = (field: string) => element.getText(`wp:term_${field}`).trim();
  return {
    id: text('id'),
    slug: decodeSlug(text('slug')),
    name: htmlToText(text('name')),
    page: readTermPage(text('description'), (key) => getTermMeta(element, key)),
  };
}

function readUrl(site: WordPressSite, { name, text }: WxrElement): void {
  const url = trimSlashes(text.trim());
  // For a site in a subfolder both URLs contain it. If they differ, `wp:base_blog_url` is the public one.
  if (URL.canParse(url) && (site.url === '' || name !== 'link')) site.url = url;
}

function readCategory(
  { sections, languages }: WordPressSite,
  element: WxrElement,
  slug: string,
  name: string,
  kind: string,
) {
  const text = (field: string) => element.getText(`wp:${field}`).trim();
  sections.add({
    id: text('term_id'),
    slug: decodeSlug(text(slug)),
    name: text(name),
    description: text(`${kind}_description`),
    parent: decodeSlug(text(`${kind}_parent`)),
    page: readTermPage('', (key) => getTermMeta(element, key)),
  });
  languages.addTermMeta(text('term_id'), (key) => getTermMeta(element, key));
}

/** Makes one section or tag of each category or tag and its translations. */
function joinTranslations({ sections, languages, tags, translatedTags, usedTags }: WordPressSite): void {
  sections.joinTranslations(languages);
  for (const [main, ...others] of groupTranslations(tags, languages)) {
    main.term.translations = others.map(({ term: { name, slug }, language }) => ({ language, name, slug }));
    for (const { term } of others) {
      translatedTags.set(term.slug, main.term);
      if (usedTags.has(term.slug)) usedTags.add(main.term.slug);
      usedTags.delete(term.slug);
    }
  }
}

/** Returns the value of a custom field of a term, or '' if it has none. */
function getTermMeta(element: WxrElement, key: string): string {
  const meta = element.findChildren('wp:termmeta').find((each) => each.getText('wp:meta_key') === key);
  return meta?.getText('wp:meta_value') ?? '';
}

function readItem(site: WordPressSite, element: WxrElement): void {
  const item = parseItem(element);
  const path = item.type === 'attachment' ? null : toSitePath(item.link);
  if (path !== null) site.paths.add(path);
  if (item.id !== '') site.posts.set(item.id, getSourceId(item));
  if (item.type === 'wp_block')
    site.addReusableBlock(item.id, item.content, {
      isPublic: item.status === 'publish' && !item.hasPassword,
    });
  if (item.type === 'guest-author') site.people.addGuest(item);
  if (item.type === 'nav_menu_item') site.menus.add(item);
  site.entryPosts.add(item);
  site.sponsors.add(item);
  for (const { taxonomy, slug, name } of item.terms) {
    if (taxonomy === 'category') site.sections.addUnlisted({ slug, name });
    if (taxonomy === 'post_tag') site.usedTags.add(slug);
    if (taxonomy === SERIES_TAXONOMY) site.usedSeries.add(slug);
  }
  if (item.type !== 'attachment') return;
  const url = site.toAbsoluteUrl(item.attachmentUrl);
  if (url !== null) site.attachments.add(toAttachment(item, url));
}
