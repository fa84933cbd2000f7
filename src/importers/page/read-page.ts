import type { Element } from 'hast';
import { parseHtml } from '../../shared/content/parse-html.js';
import { toHtml } from '../../shared/content/to-html.js';
import { tidyCardsIn } from '../ghost/cards.js';
import { findAll } from '../hast.js';
import type { ImportedImage } from '../imported-article.js';
import { Losses } from '../losses.js';
import { clearBoxes } from './boxes.js';
import { factsOf, type PageFacts } from './facts.js';
import { clearFurniture } from './furniture.js';
import { PageHead } from './head.js';
import { PageData } from './json-ld.js';
import { leadPicture, withoutLead } from './lead-picture.js';
import { linesOf } from './lines.js';
import { mainText, markedBody } from './main-text.js';
import { standfirstOf, trimText } from './page-text.js';
import { settleFigures, settlePictures } from './pictures.js';
import { tidyText } from './tidy-text.js';

/** An article as a page shows it. */
export interface FoundArticle extends Omit<PageFacts, 'heading'> {
  /** Where the page says that it lives; null when nobody knows. */
  address: string | null;
  standfirst: string | null;
  html: string;
  image: ImportedImage | null;
  /** Whether the page says nothing of a price. */
  isFree: boolean;
  /** What stood on the page and is no part of the article, each by its words. */
  leftOut: string[];
}

/** The article of a page; null when none is found on it. `found` is where it was fetched. Throws ContentRefusedError. */
export function readPage(html: string, found: string | null): FoundArticle | null {
  const tree = parseHtml(html);
  const page = { tree, head: new PageHead(tree), data: new PageData(tree) };
  const address = page.head.address(found) ?? page.data.address;
  const base = baseOf(tree, found ?? address);
  tidyCardsIn(tree, new Losses());
  const { heading, ...facts } = factsOf(page);
  settlePictures(tree, base);
  settleFigures(tree);
  const image = leadPicture(page, heading, base);
  const whole = parseHtml(toHtml(tree));
  const title = headingIn(whole, heading);
  const marked = markedBody(tree);
  const kept = new Set([heading, marked].filter((each) => each !== null));
  const { leftOut } = clearFurniture(tree, kept);
  clearBoxes(tree, kept, leftOut);
  const text = mainText(tree, marked);
  if (!text || facts.title === '') return null;
  const own = { ...facts, heading: title };
  const first = linesOf(text).find(({ text: line }) => line.length >= 80)?.text ?? null;
  const standfirst = standfirstOf(whole, own, first) ?? describing(facts.description, first);
  noteRest(tree, text, own, standfirst, leftOut);
  trimText(text, own, standfirst, leftOut);
  withoutLead(text, image);
  tidyText(text);
  const isFree = !/^false$/i.test(String(page.data.article?.isAccessibleForFree));
  return { ...facts, address, standfirst, html: toHtml(text), image, leftOut, isFree };
}

/** Whatever else stood on the page, such as articles beside this one. */
function noteRest(
  tree: ReturnType<typeof parseHtml>,
  text: ReturnType<typeof parseHtml>,
  { title }: PageFacts,
  standfirst: string | null,
  leftOut: string[],
): void {
  const taken = new Set([title, standfirst, ...linesOf(text).map((line) => line.text)]);
  leftOut.push(...linesOf(tree).flatMap((line) => (taken.has(line.text) ? [] : [line.text])));
}

/** A description says something of its own, or is the start of the text. */
function describing(description: string | null, first: string | null): string | null {
  if (description === null || /(…|\.\.\.|\[…\]|\[\.\.\.\])\s*$/.test(description)) return null;
  const start = description.slice(0, 60).toLowerCase();
  return first?.toLowerCase().startsWith(start) ? null : description;
}

/** The same heading in a copy of the page that is left whole. */
function headingIn(copy: ReturnType<typeof parseHtml>, heading: Element | null): Element | null {
  if (heading === null) return null;
  const words = toHtml(heading);
  return (
    findAll(copy, ({ tagName }) => tagName === heading.tagName).find((each) => toHtml(each) === words) ?? null
  );
}

function baseOf(tree: ReturnType<typeof parseHtml>, address: string | null): string | null {
  const [base] = findAll(tree, ({ tagName }) => tagName === 'base');
  const href = base?.properties.href;
  if (typeof href !== 'string' || !URL.canParse(href, address ?? undefined)) return address;
  return new URL(href, address ?? undefined).href;
}
