import type { Element, Root } from 'hast';
import { datesOf } from './dates-of-page.js';
import type { PageHead } from './head.js';
import type { PageData } from './json-ld.js';
import { linesOf } from './lines.js';
import { authorsOf } from './people-of-page.js';
import { sectionOf, tagsOf } from './place-of-page.js';
import { titleOf } from './title.js';

/** A page as it was found, and what it says of itself. */
export interface Page {
  tree: Root;
  head: PageHead;
  data: PageData;
}

/** What a page says of its article, apart from its text. */
export interface PageFacts {
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
const NEAR = 14;

export function factsOf({ tree, head, data }: Page): PageFacts {
  const { article } = data;
  const { title, heading } = titleOf({ tree, head, data });
  const lines = linesOf(tree);
  const at = heading ? lines.findIndex(({ element }) => element === heading) : -1;
  const near = lines.slice(Math.max(0, at - 4), Math.max(0, at) + NEAR);
  return {
    title,
    heading,
    description:
      head.first('description', 'og:description', 'twitter:description') ??
      data.texts(article, 'description')[0] ??
      null,
    authors: authorsOf({ tree, head, data }, near),
    ...datesOf({ tree, head, data }, near),
    section: sectionOf({ tree, head, data }, title, {
      heading,
      before: lines.slice(0, Math.max(0, at)),
      near,
    }),
    tags: tagsOf({ tree, head, data }),
  };
}
