import type { Element, Root } from 'hast';
import { collectLines } from '../layout/lines.js';
import { findDates } from './dates.js';
import type { PageHead } from './head.js';
import type { JsonLdData } from './json-ld.js';
import { findAuthors } from './people.js';
import { findSection, findTags } from './section-and-tags.js';
import { findTitle } from './title.js';

/** A page as it was found, and what it says of itself. */
export interface PageDocument {
  tree: Root;
  head: PageHead;
  data: JsonLdData;
}

/** What a page says of its article, apart from its text. */
export interface PageMetadata {
  title: string;
  /** The element that shows the title; null when none does. */
  heading: Element | null;
  /** A description for search engines, whole. */
  description: string | null;
  authors: string[];
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** From the root down. */
  section: string[];
  tags: string[];
}

/** Lines after the title among which a page says who wrote the article, and when. */
const NEARBY_LINE_COUNT = 14;

export function extractMetadata({ tree, head, data }: PageDocument): PageMetadata {
  const { article } = data;
  const { title, heading } = findTitle({ tree, head, data });
  const lines = collectLines(tree);
  const headingIndex = heading ? lines.findIndex(({ element }) => element === heading) : -1;
  const nearbyLines = lines.slice(
    Math.max(0, headingIndex - 4),
    Math.max(0, headingIndex) + NEARBY_LINE_COUNT,
  );
  return {
    title,
    heading,
    description:
      head.getFirst('description', 'og:description', 'twitter:description') ??
      data.getTexts(article, 'description')[0] ??
      null,
    authors: findAuthors({ tree, head, data }, nearbyLines),
    ...findDates({ tree, head, data }, nearbyLines),
    section: findSection({ tree, head, data }, title, {
      heading,
      linesBefore: lines.slice(0, Math.max(0, headingIndex)),
      nearbyLines,
    }),
    tags: findTags({ tree, head, data }),
  };
}
