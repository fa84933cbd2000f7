import { GraphQLURL } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import type { Article } from '../article/article.type.js';

@ObjectType({ description: 'One <meta property content> element.' })
export class MetaTag {
  @Field(() => String, { description: 'e.g. og:title' })
  property!: string;

  @Field(() => String, { description: 'Plain text: escape it where it is put into HTML.' })
  content!: string;
}

@ObjectType({ description: 'What search engines and social networks read of an article page.' })
export class Seo {
  article!: Article;

  @Field(() => String, {
    description: "For <title>: the editor's title for search engines, or the headline.",
  })
  title!: string;

  @Field(() => String, { nullable: true, description: 'For <meta name="description">.' })
  description!: string | null;

  @Field(() => GraphQLURL, { description: 'For <link rel="canonical">.' })
  canonicalUrl!: string;
}
