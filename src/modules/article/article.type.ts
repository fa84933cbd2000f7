import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Article as WholeArticle } from '../../database/generated/client.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';

/** What is read of an article wherever it is shown. */
export type ArticleRow = Omit<WholeArticle, 'opening'>;

@ObjectType({
  implements: Node,
  description: 'A piece of journalism, or any page with a headline and a body.',
})
export class Article extends Node implements ArticleRow {
  @Field(() => String, { description: 'Names the article in addresses; unique among articles.' })
  slug!: string;

  @Field(() => String, { description: 'Site-relative address, e.g. /world/talks-open-in-beijing' })
  path!: string;

  @Field(() => String, { description: 'The headline; plain text.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'The sentence or two under the headline; plain text.' })
  standfirst!: string | null;

  @Field(() => Date, {
    nullable: true,
    description: 'The date that readers see; null for a draft without one.',
  })
  publishedAt!: Date | null;

  @Field(() => Date, { description: 'When what readers see last changed.' })
  updatedAt!: Date;

  @Field(() => Int, { description: "Words of the body, counted by the rules of the text's own script." })
  wordCount!: number;

  listedAt!: Date;
  sectionId!: number | null;
  imageId!: number | null;
  series!: string | null;
  seriesPart!: number | null;
  seoTitle!: string | null;
  seoDescription!: string | null;
  revision!: number;
}

export enum ArticleOrder {
  NEWEST = 'NEWEST',
  OLDEST = 'OLDEST',
  UPDATED = 'UPDATED',
  TITLE = 'TITLE',
}
registerEnumType(ArticleOrder, {
  name: 'ArticleOrder',
  description: 'Equal values are told apart by id, so that every order is the same at each reading.',
  valuesConfig: {
    NEWEST: { description: 'By publishedAt, latest first.' },
    OLDEST: { description: 'By publishedAt, earliest first.' },
    UPDATED: { description: 'By updatedAt, latest first.' },
    TITLE: { description: 'By title, from A to Z; accents and case count last.' },
  },
});

@ObjectType({ description: 'One of a list of articles, and its place there.' })
export class ArticleEdge extends Edge {
  @Field(() => Article, NODE_FIELD)
  node!: Article;
}

@ObjectType({ description: 'A page of a list of articles.' })
export class ArticleConnection extends Connection {
  @Field(() => [ArticleEdge], EDGES_FIELD)
  edges!: ArticleEdge[];

  @Field(() => [Article], NODES_FIELD)
  nodes!: Article[];
}

@ObjectType({ description: 'A month in which articles were published, by UTC.' })
export class ArchiveMonth {
  @Field(() => Int, { description: 'By UTC, e.g. 2026.' })
  year!: number;

  @Field(() => Int, { description: '1 to 12.' })
  month!: number;

  @Field(() => Int, {
    description: 'Articles that meet the filter and were published in the month; at least 1.',
  })
  articleCount!: number;
}

@ObjectType({ description: 'Something that was wrong in the article, and has been put right.' })
export class Correction {
  @Field(() => String, { description: 'What readers are told; plain text.' })
  text!: string;

  @Field(() => Date, { description: 'When readers were told.' })
  at!: Date;
}
