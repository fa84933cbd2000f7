import { collectLines } from '../layout/lines.js';
import { findDates } from './dates.js';
import { findLanguages } from './language.js';
import type { PageDocument, PageMetadata } from './page-document.js';
import { findAuthors } from './people.js';
import { findSection, findTags } from './section-and-tags.js';
import { findTitle } from './title.js';

/** Number of lines from the title on that may contain the byline and date. */
const NEARBY_LINE_COUNT = 14;

export function extractMetadata(page: PageDocument): PageMetadata {
  const { tree, head, data } = page;
  const { article } = data;
  const { title, heading } = findTitle(page);
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
    authors: findAuthors(page, nearbyLines),
    ...findDates(page, nearbyLines),
    section: findSection(page, title, {
      heading,
      linesBefore: lines.slice(0, Math.max(0, headingIndex)),
      nearbyLines,
    }),
    tags: findTags(page),
    ...findLanguages(page),
  };
}
