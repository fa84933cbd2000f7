import type { Element } from 'hast';
import { parseHtml } from '../../content/html/parse-html.js';
import { toHtml } from '../../content/html/to-html.js';
import { normalizeCardTree } from '../ghost/body/cards.js';
import { findElements } from '../html/hast.js';
import { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedImage } from '../run/imported-article.js';
import { removeBoilerplate } from './layout/boilerplate.js';
import { cleanText } from './layout/clean-text.js';
import { collectLines } from './layout/lines.js';
import { extractMainText, findMarkedBody } from './layout/main-text.js';
import { findStandfirst, trimArticleText } from './layout/page-text.js';
import { normalizeFigures, normalizePictures } from './layout/pictures.js';
import { removePromoBoxes } from './layout/promo-boxes.js';
import { PageHead } from './metadata/head.js';
import { JsonLdData } from './metadata/json-ld.js';
import { findLeadImage, removeLeadImage } from './metadata/lead-picture.js';
import { extractMetadata, type PageMetadata } from './metadata/metadata.js';

/** An article as a page shows it. */
export interface ExtractedArticle extends Omit<PageMetadata, 'heading'> {
  /** Where the page says that it lives; null when nobody knows. */
  address: string | null;
  standfirst: string | null;
  html: string;
  image: ImportedImage | null;
  /** Whether the page says nothing of a price. */
  isFree: boolean;
  /** What stood on the page and is no part of the article, each by its words. */
  removedTexts: string[];
}

/** The article of a page; null when none is found on it. `found` is where it was fetched. Throws ContentRefusedError. */
export function readPage(html: string, fetchedUrl: string | null): ExtractedArticle | null {
  const tree = parseHtml(html);
  const page = { tree, head: new PageHead(tree), data: new JsonLdData(tree) };
  const address = page.head.resolveUrl(fetchedUrl) ?? page.data.articleUrl;
  const base = getBaseUrl(tree, fetchedUrl ?? address);
  normalizeCardTree(tree, new ConversionWarnings());
  const { heading, ...metadata } = extractMetadata(page);
  normalizePictures(tree, base);
  normalizeFigures(tree);
  const image = findLeadImage(page, heading, base);
  const originalTree = parseHtml(toHtml(tree));
  const originalHeading = findSameHeading(originalTree, heading);
  const marked = findMarkedBody(tree);
  const protectedElements = new Set([heading, marked].filter((each) => each !== null));
  const { removedTexts } = removeBoilerplate(tree, protectedElements);
  removePromoBoxes(tree, protectedElements, removedTexts);
  const text = extractMainText(tree, marked);
  if (!text || metadata.title === '') return null;
  const originalMetadata = { ...metadata, heading: originalHeading };
  const firstLine = collectLines(text).find(({ text: line }) => line.length >= 80)?.text ?? null;
  const standfirst =
    findStandfirst(originalTree, originalMetadata, firstLine) ??
    getDistinctDescription(metadata.description, firstLine);
  recordRemainingLines(tree, text, originalMetadata, standfirst, removedTexts);
  trimArticleText(text, originalMetadata, standfirst, removedTexts);
  removeLeadImage(text, image);
  cleanText(text);
  const isFree = !/^false$/i.test(String(page.data.article?.isAccessibleForFree));
  return { ...metadata, address, standfirst, html: toHtml(text), image, removedTexts, isFree };
}

/** Whatever else stood on the page, such as articles beside this one. */
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

/** A description says something of its own, or is the start of the text. */
function getDistinctDescription(description: string | null, first: string | null): string | null {
  if (description === null || /(…|\.\.\.|\[…\]|\[\.\.\.\])\s*$/.test(description)) return null;
  const start = description.slice(0, 60).toLowerCase();
  return first?.toLowerCase().startsWith(start) ? null : description;
}

/** The same heading in a copy of the page that is left whole. */
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
