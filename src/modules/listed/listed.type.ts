import { Field, InterfaceType } from 'type-graphql';
import type { RobotsColumns } from '../../shared/robots.js';
import type { AllowedFields } from '../../shared/selects-only.js';

@InterfaceType({
  description: 'A list of articles that has a page: a section, a tag, an author or a series.',
  resolveType: (row: { __typename?: string }) => row.__typename,
})
export abstract class Listed {
  @Field(() => String, { description: 'The site-relative URL path of the page.' })
  path!: string;
}

/** Names of the types that are lists. */
export type ListedTypeName = 'Section' | 'Tag' | 'Author' | 'Series';

/** Columns of a section, tag, author or series that lists show. */
export interface ListedRow extends Partial<PageColumns> {
  id: number;
  slug: string;
  name: string;
  imageId: number | null;
}

/** Columns that only the page of a section, tag, author or series shows: tags and authors of articles do not have them. */
export interface PageColumns extends RobotsColumns {
  seoTitle: string | null;
  seoDescription: string | null;
}

export const EMPTY_PAGE: PageColumns = Object.freeze({
  seoTitle: null,
  seoDescription: null,
  noindex: null,
  nofollow: null,
});

/** The article of a tag or author, and its place there. */
export interface OfArticle {
  articleId: number;
  position: number;
}

/** Fields of a tag or author that a link to it shows. */
export const LISTED_LINK_FIELDS: AllowedFields = {
  id: true,
  slug: true,
  name: true,
  role: true,
  path: true,
  url: true,
};

/** Returns true if the columns of the page were loaded with the others. */
export function hasPageColumns<Row extends Partial<PageColumns>>(row: Row): row is Row & PageColumns {
  return row.noindex !== undefined;
}
