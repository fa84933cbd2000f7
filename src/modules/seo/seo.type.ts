import { Field, ObjectType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';
import type { Article } from '../article/article.type.js';

@ObjectType({ description: 'A <meta property content> element.' })
export class MetaTag {
  @Field(() => String, { description: 'The name of the property, e.g. og:title.' })
  property!: string;

  @Field(() => String, {
    description: 'The value of the property, as plain text. Escape it when inserting it into HTML.',
  })
  content!: string;
}

/** Page of a section, tag or author. */
export interface ListPage {
  type: 'Section' | 'Tag' | 'Author';
  id: number;
  slug: string;
  name: string;
  description: string | null;
  imageId: number | null;
  /** Site-relative. */
  path: string;
}

/** Page that metadata describes: that of an article or a list, or the front page. */
export type SeoSubject = { article: Article } | { list: ListPage } | { site: true };

@ObjectType({ description: 'Metadata of a page for search engines and social networks.' })
export class Seo {
  subject!: SeoSubject;

  @Field(() => String, {
    description:
      'The text for <title>: for an article the SEO title set by the editor, else the headline; for other ' +
      'pages the name.',
  })
  title!: string;

  /** Description that editors wrote; null if there is none. */
  description!: string | null;

  @Field(() => UrlScalar, { description: 'The URL for <link rel="canonical">.' })
  canonicalUrl!: string;
}
