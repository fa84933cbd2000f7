import { Field, ObjectType } from 'type-graphql';
import type { RobotsColumns } from '../../shared/robots.js';
import { UrlScalar } from '../../shared/scalars.js';
import type { Article } from '../article/article.type.js';
import type { Front } from '../front/front.type.js';

@ObjectType({ description: 'A <meta property content> element.' })
export class MetaTag {
  @Field(() => String, { description: 'The name of the property, e.g. og:title.' })
  property!: string;

  @Field(() => String, {
    description: 'The value of the property, as plain text. Escape it when inserting it into HTML.',
  })
  content!: string;
}

/** Page of a section, tag, author or series. */
export interface ListPage extends RobotsColumns {
  type: 'Section' | 'Tag' | 'Author' | 'Series';
  id: number;
  slug: string;
  name: string;
  description: string | null;
  seoTitle: string | null;
  seoDescription: string | null;
  imageId: number | null;
  /** Site-relative. */
  path: string;
  /** Null unless the page is that of an author. */
  person: PersonDetails | null;
}

interface PersonDetails {
  role: string | null;
  email: string | null;
  /** List of { url, label }, as it is stored. */
  links: unknown;
}

/** Page that metadata describes: that of an article or a list, a front, or the home page. */
export type SeoSubject = { article: Article } | { list: ListPage } | { front: Front } | { site: true };

@ObjectType({ description: 'A version of a page in a language, for <link rel="alternate" hreflang>.' })
export class AlternateUrl {
  @Field(() => String, {
    description:
      'The value of hreflang: the BCP 47 tag of a language of the site, or x-default for readers of all others.',
  })
  language!: string;

  @Field(() => UrlScalar, { description: 'The absolute URL of the version.' })
  url!: string;
}

@ObjectType({ description: 'Metadata of a page for search engines and social networks.' })
export class Seo {
  subject!: SeoSubject;

  @Field(() => String, {
    description:
      'The text for <title>: the SEO title that the editor set, else the headline of an article or the name of ' +
      'another page.',
  })
  title!: string;

  /** Description that editors wrote; null if there is none. */
  description!: string | null;

  @Field(() => UrlScalar, { description: 'The URL for <link rel="canonical">.' })
  canonicalUrl!: string;

  /** What editors set for search engines. */
  robots!: RobotsColumns;
}
