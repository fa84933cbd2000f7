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

@ObjectType({ description: "Metadata of an article's page for search engines and social networks." })
export class Seo {
  article!: Article;

  @Field(() => String, {
    description: 'The text for <title>: the SEO title set by the editor, else the headline.',
  })
  title!: string;

  @Field(() => String, { nullable: true, description: 'The text for <meta name="description">.' })
  description!: string | null;

  @Field(() => UrlScalar, { description: 'The URL for <link rel="canonical">.' })
  canonicalUrl!: string;
}
