import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { ReadSelection } from '../../observability/reads/read-store.js';

@ObjectType({
  description:
    'What crawlers read. A read is a response with the text of an article, as Markdown, ninjs, a feed with whole texts, a result of the graph or of a tool for assistants.',
})
export class MachineReads {
  /** The days and the crawler to sum reads of. */
  selection!: ReadSelection;

  @Field(() => String, { description: 'The first day (UTC), as YYYY-MM-DD.' })
  since!: string;

  @Field(() => String, { description: 'The last day (UTC), as YYYY-MM-DD.' })
  until!: string;
}

@ObjectType({ description: 'How often a crawler read articles.' })
export class CrawlerReads {
  @Field(() => String, { description: 'The name of the crawler, such as GPTBot, or the host that signed.' })
  crawler!: string;

  @Field(() => Boolean, {
    description:
      'True if the requests had valid signatures. Otherwise the crawler is known by its `User-Agent` alone, which anybody can send.',
  })
  isVerified!: boolean;

  @Field(() => Int, { description: 'The number of different articles that it read.' })
  articleCount!: number;

  @Field(() => Int, { description: 'The number of reads.' })
  reads!: number;

  @Field(() => Int, { description: 'The number of requests that were refused to it.' })
  refused!: number;
}

@ObjectType({ description: 'How often a crawler read an article.' })
export class ArticleReads {
  @Field(() => ID, {
    nullable: true,
    description:
      'The global ID of the article, which may no longer exist. Null for requests to the graph and to tools for assistants, which are refused whatever they read.',
  })
  articleId!: string | null;

  @Field(() => String, { description: 'The name of the crawler, such as GPTBot, or the host that signed.' })
  crawler!: string;

  @Field(() => Boolean, { description: 'True if the requests had valid signatures.' })
  isVerified!: boolean;

  @Field(() => Int, { description: 'The number of reads.' })
  reads!: number;

  @Field(() => Int, { description: 'The number of requests that were refused to it.' })
  refused!: number;
}
