import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';

export enum FeedFormat {
  RSS = 'RSS',
  ATOM = 'ATOM',
  JSON = 'JSON',
}
registerEnumType(FeedFormat, {
  name: 'FeedFormat',
  description: 'The format of a feed.',
  valuesConfig: {
    RSS: { description: 'RSS 2.0.' },
    ATOM: { description: 'Atom 1.0.' },
    JSON: { description: 'JSON Feed 1.1.' },
  },
});

@ObjectType({ description: 'A feed of the latest articles of a list.' })
export class Feed {
  @Field(() => UrlScalar, { description: 'The URL of the feed.' })
  url!: string;

  @Field(() => FeedFormat, { description: 'The format of the feed.' })
  format!: FeedFormat;

  @Field(() => String, {
    description: 'The media type for <link rel="alternate">, e.g. application/rss+xml.',
  })
  mimeType!: string;
}
