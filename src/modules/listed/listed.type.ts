import { Field, InterfaceType } from 'type-graphql';

@InterfaceType({
  description: 'A list of articles that has a page: a section, a tag or an author.',
  resolveType: (row: { __typename?: string }) => row.__typename,
})
export abstract class Listed {
  @Field(() => String, { description: 'The site-relative URL path of the page.' })
  path!: string;
}

/** Names of the types that are lists. */
export type ListedTypeName = 'Section' | 'Tag' | 'Author';

/** Columns of a section, tag or author that its page shows. */
export interface ListedRow {
  id: number;
  slug: string;
  name: string;
  /** Description of a section. */
  description?: string | null;
  /** Biography of an author. */
  bio?: string | null;
  imageId: number | null;
}
