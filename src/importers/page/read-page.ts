import type { Element } from 'hast';
import { parseHtml } from '../../content/html/parse-html.js';
import { toHtml } from '../../content/html/to-html.js';
import { normalizeCardTree } from '../ghost/body/cards.js';
import { findElements } from '../html/hast.js';
import { resolveOwnLinks } from '../links/own-links.js';
import { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedImage } from '../run/imported-article.js';
import { isGoogleDoc, normalizeGoogleDoc } from './google-docs.js';
import { removeBoilerplate } from './layout/boilerplate.js';
import { cleanText } from './layout/clean-text.js';
import { collectLines, type TextLine } from './layout/lines.js';
import { extractMainText, findMarkedBody } from './layout/main-text.js';
import { findLostIntroduction, findStandfirst, trimArticleText } from './layout/page-text.js';
import { normalizeFigures, normalizePictures } from './layout/pictures.js';
import { removePromoBoxes } from './layout/promo-boxes.js';
import { isProse } from './layout/prose.js';
import { PageHead } from './metadata/head.js';
import { JsonLdData } from './metadata/json-ld.js';
import { findRootLanguage } from './metadata/language.js';
import { findLeadImage, removeLeadImage } from './metadata/lead-picture.js';
import { extractMetadata } from './metadata/metadata.js';
import type { PageDocument, PageMetadata } from './metadata/page-document.js';
import { findVisibility, type PageVisibility } from './metadata/visibility.js';

/** Characters of the first line of a text that has no title, of which one is made. */
const MAX_TITLE_LENGTH = 120;

/** An article extracted from a page. */
export interface ExtractedArticle extends Omit<PageMetadata, 'heading'>, PageVisibility {
  /** URL that the page declares, or null if it is unknown. */
  address: string | null;
  standfirst: string | null;
  html: string;
  image: ImportedImage | null;
  /** Texts on the page that are not part of the article. */
  removedTexts: string[];
}

export interface ReadPageOptions {
  /** True if links within the site lead to its imported articles. */
  isImported?: boolean;
  /** True if the page is known to have an article, however short. */
  isArticle?: boolean;
  /** Time zone of days without a time; UTC by default. */
  timeZone?: string;
}

/**
 * Extracts the article of a page, or returns null if there is none. `fetchedUrl` is the URL after redirects. Throws
 * ContentRefusedError.
 */
export function readPage(
  html: string,
  fetchedUrl: string | null,
  { isImported = false, isArticle: isKnownArticle = false, timeZone = 'UTC' }: ReadPageOptions = {},
): ExtractedArticle | null {
  const tree = parseHtml(html);
  const isDocument = isGoogleDoc(html);
  const isArticle = isKnownArticle || isDocument;
  if (isDocument) normalizeGoogleDoc(tree, html);
  const page = {
    tree,
    head: new PageHead(tree),
    data: new JsonLdData(tree),
    timeZone,
    rootLanguage: findRootLanguage(html),
  };
  const address = page.head.resolveUrl(fetchedUrl) ?? page.data.articleUrl;
  const visibility = findVisibility(page, isDocument ? 'a document of Google Docs' : null);
  const base = getBaseUrl(tree, fetchedUrl ?? address);
  normalizeCardTree(tree, new ConversionWarnings());
  const { heading, ...metadata } = extractMetadata(page);
  normalizePictures(tree, base);
  normalizeFigures(tree);
  const image = findLeadImage(page, heading, base);
  const originalTree = parseHtml(toHtml(tree));
  const originalHeading = findSameHeading(originalTree, heading);
  const marked = findMarkedBody(tree, isArticle ? 1 : undefined);
  const protectedElements = new Set([heading, marked].filter((each) => each !== null));
  const { removedTexts } = removeBoilerplate(tree, protectedElements);
  removePromoBoxes(tree, protectedElements, removedTexts);
  const text = extractMainText(tree, marked, heading, isArticle || declaresArticle(page));
  const title = metadata.title || (text && collectLines(text)[0]?.text.slice(0, MAX_TITLE_LENGTH));
  if (!text || !title) return null;
  const originalMetadata = { ...metadata, title, heading: originalHeading };
  const firstLine = collectLines(text).find(isProse)?.text ?? null;
  const standfirst =
    findStandfirst(originalTree, originalMetadata, firstLine) ??
    getDistinctDescription(metadata.description, collectLines(text), firstLine);
  recordRemainingLines(tree, text, originalMetadata, standfirst, removedTexts);
  text.children.unshift(...findLostIntroduction(tree, heading, firstLine, standfirst));
  // A text that is known to be an article begins with its first line, however short.
  trimArticleText(text, originalMetadata, standfirst, { removedTexts, hasKickers: !isArticle });
  removeLeadImage(text, image);
  cleanText(text);
  if (isImported && address)
    resolveOwnLinks(text, { url: new URL(address).origin, isPartial: true }, address);
  return { ...metadata, ...visibility, title, address, standfirst, html: toHtml(text), image, removedTexts };
}

/** Returns true if a page says in its metadata that it is an article. */
function declaresArticle({ head, data }: PageDocument): boolean {
  return data.article !== null || /^(article|blog|news)/i.test(head.getFirst('og:type') ?? '');
}

/** Records the lines of the page that were not used, such as other articles. */
function recordRemainingLines(
  tree: ReturnType<typeof parseHtml>,
  text: ReturnType<typeof parseHtml>,
  { title }: PageMetadata,
  standfirst: string | null,
  removedTexts: string[],
): void {
  const usedTexts = new Set([title, standfirst, ...collectLines(text).map((line) => line.text)]);
  removedTexts.push(...collectLines(tree).flatMap((line) => (usedTexts.has(line.text) ? [] : [line.text])));
}

/** Returns the description, or null if it is cut or repeats the start of the text. */
function getDistinctDescription(
  description: string | null,
  lines: TextLine[],
  firstLine: string | null,
): string | null {
  if (description === null || /(…|\.\.\.|\[…\]|\[\.\.\.\])\s*$/.test(description)) return null;
  const start = keepLetters(description.slice(0, 60));
  // Words alone: made of a short paragraph, a description goes on with signs of lists and headings.
  const from = lines.findIndex(({ text }) => text === firstLine);
  const beginning = lines.slice(Math.max(from, 0)).map(({ text }) => text);
  return keepLetters(beginning.join(' ').slice(0, 200)).startsWith(start) ? null : description;
}

function keepLetters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Returns the equal heading in an unmodified copy of the page. */
function findSameHeading(copy: ReturnType<typeof parseHtml>, heading: Element | null): Element | null {
  if (heading === null) return null;
  const words = toHtml(heading);
  return (
    findElements(copy, ({ tagName }) => tagName === heading.tagName).find((each) => toHtml(each) === words) ??
    null
  );
}

function getBaseUrl(tree: ReturnType<typeof parseHtml>, address: string | null): string | null {
  const [base] = findElements(tree, ({ tagName }) => tagName === 'base');
  const href = base?.properties.href;
  if (typeof href !== 'string' || !URL.canParse(href, address ?? undefined)) return address;
  return new URL(href, address ?? undefined).href;
}
