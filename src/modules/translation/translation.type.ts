import { Field, ID, ObjectType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';

@ObjectType({
  description:
    'A version of an article in another language. It has no field of the article itself, which would be in two languages at once: request `path` in `language`.',
})
export class Translation {
  @Field(() => ID, { description: 'The ID of the article.' })
  articleId!: string;

  @Field(() => String, { description: 'The BCP 47 tag of the language of the site that it belongs to.' })
  language!: string;

  @Field(() => String, { description: 'The headline, as plain text.' })
  title!: string;

  @Field(() => String, { description: 'The site-relative URL path.' })
  path!: string;

  @Field(() => UrlScalar, { description: 'The absolute URL on the site.' })
  url!: string;

  @Field(() => Boolean, {
    description:
      'True if the article that it was translated from was published again, and the translation was not since.',
  })
  isOutdated!: boolean;
}
