import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Article as WholeArticle } from '../../database/generated/client.js';
import { ARTICLE_FIELDS, type ArticleFieldValues } from '../../fields/article.fields.js';
import { type ClassOf, DeclareFields } from '../../fields/graphql-fields.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import type { ArticleVersion } from '../../shared/article/article-version.js';
import { formerName } from '../../shared/former-name.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

// Here, because importers take the kinds without a schema.
registerEnumType(ArticleKind, {
  name: 'ArticleKind',
  description: 'The kinds of articles. A site adds its own in its configuration file.',
  valuesConfig: {
    ARTICLE: { description: 'An article of no special kind.' },
    PAGE: {
      description:
        'A standing page such as About or Contact. Lists, feeds, the news sitemap and newsletters leave it out, ' +
        'unless `filter.kinds` names the kind.',
    },
    OPINION: { description: 'An opinion piece: a column, a comment or a letter.' },
    GALLERY: { description: 'A series of pictures.' },
    VIDEO: { description: 'A video with a text.' },
    AUDIO: { description: 'A recording with a text, such as a podcast episode.' },
    LIVE_BLOG: { description: 'Running coverage of an event.' },
  },
});

/** Columns of an article that are loaded wherever it is shown. */
export type ArticleRow = Omit<
  WholeArticle,
  'opening' | 'fields' | 'series' | 'translationGroup' | 'translatedFrom' | 'translatedRevision'
>;

@DeclareFields(ARTICLE_FIELDS)
@ObjectType({
  implements: [Node, Provenance],
  description: 'A piece of journalism, or any page with a headline and a body.',
})
export class Article extends (Node as ClassOf<Node & ArticleFieldValues>) implements ArticleRow {
  @Field(() => String, { description: 'The slug of the article, unique among articles.' })
  slug!: string;

  @Field(() => String, {
    description: 'The site-relative URL path of the article, e.g. /world/talks-open-in-beijing.',
  })
  path!: string;

  /** The versions in other languages; absent if they were not read with it. */
  versions?: readonly ArticleVersion[];

  @Field(() => ArticleKind, { description: 'The kind of the article.' })
  kind!: string;

  @Field(() => Date, {
    nullable: true,
    description: 'The publication date shown to readers. Null for a draft without one.',
  })
  publishedAt!: Date | null;

  @Field(() => Date, { description: 'The time of the last change visible to readers.' })
  updatedAt!: Date;

  @Field(() => Int, {
    description: 'The number of words in the body, segmented by the rules of the script it is written in.',
  })
  wordCount!: number;

  /** Who may read the whole article: a value of AccessLevel. */
  access!: string;
  createdAt!: Date;
  listedAt!: Date;
  sectionId!: number | null;
  imageId!: number | null;
  seriesId!: number | null;
  seriesPart!: number | null;
  revision!: number;
}

export enum ArticleOrder {
  NEWEST = 'NEWEST',
  OLDEST = 'OLDEST',
  UPDATED = 'UPDATED',
  CREATED = 'CREATED',
  TITLE = 'TITLE',
  PART = 'PART',
  SCHEDULED = 'SCHEDULED',
  LAST_EDITED = 'LAST_EDITED',
}
registerEnumType(ArticleOrder, {
  name: 'ArticleOrder',
  description: 'The order of a list of articles. Ties are broken by ID, so the order is stable.',
  valuesConfig: {
    NEWEST: { description: 'By `publishedAt`, latest first.' },
    OLDEST: { description: 'By `publishedAt`, earliest first.' },
    UPDATED: { description: 'By `updatedAt`, latest first.' },
    CREATED: { description: 'By `createdAt`, latest first.' },
    TITLE: { description: 'By title, from A to Z. Accents and case only break ties.' },
    PART: {
      description:
        'By part of the series, lowest first. Articles without a part follow, earliest publication first, as do those of one part among each other.',
    },
    SCHEDULED: {
      description:
        'By `scheduledFor`, soonest first; articles that are not scheduled come last. Requires an API key with the `preview` or `write` scope.',
    },
    LAST_EDITED: {
      description:
        'By the time of the latest revision, published or not, latest first. Requires an API key with the `preview` or `write` scope.',
    },
  },
});

@ObjectType({ description: 'An article and its cursor in a list of articles.' })
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

@ObjectType({ description: 'A month in which articles were published, in the time zone of the site.' })
export class ArchiveMonth {
  @Field(() => Int, { description: 'The year, e.g. 2026.' })
  year!: number;

  @Field(() => Int, { description: 'The month, from 1 to 12.' })
  month!: number;

  @Field(() => Int, {
    description: 'The number of articles published in the month that match the filter. At least 1.',
  })
  articleCount!: number;
}

@ObjectType({ implements: [Node, Provenance], description: 'A correction of an error in the article.' })
export class Correction extends Node {
  @Field(() => String, { description: 'The text of the correction shown to readers, as plain text.' })
  text!: string;

  @Field(() => Date, { name: 'correctedAt', description: 'The time at which the correction was published.' })
  @Field(() => Date, { name: 'at', ...formerName('correctedAt') })
  at!: Date;

  createdAt!: Date;
  updatedAt!: Date;
}
