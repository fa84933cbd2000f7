import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { Article } from '../article/article.type.js';

export enum RelatedReasonKind {
  PINNED = 'PINNED',
  SAME_SERIES = 'SAME_SERIES',
  SIMILAR_TEXT = 'SIMILAR_TEXT',
  SHARED_TAGS = 'SHARED_TAGS',
  SAME_AUTHOR = 'SAME_AUTHOR',
}
registerEnumType(RelatedReasonKind, {
  name: 'RelatedReasonKind',
  description: 'The kinds of reasons why an article is related to another.',
  valuesConfig: {
    PINNED: { description: 'An editor pinned the article.' },
    SAME_SERIES: { description: 'Both are parts of one series.' },
    SIMILAR_TEXT: { description: 'Both have words and phrases that few other articles have.' },
    SHARED_TAGS: { description: 'Both carry the same tags. Rare tags count more.' },
    SAME_AUTHOR: { description: 'Both are by the same author.' },
  },
});

@ObjectType({ description: 'A reason why an article is related to another.' })
export class RelatedReason {
  @Field(() => RelatedReasonKind, {
    description: 'The kind of reason.',
  })
  kind!: RelatedReasonKind;

  @Field(() => String, {
    description:
      'The words, tags, series or authors that both articles have, separated by commas. The strongest come first.',
  })
  evidence!: string;
}

@ObjectType({ description: 'An article related to another.' })
export class RelatedArticle {
  @Field(() => Article, { description: 'The related article.' })
  article!: Article;

  @Field(() => Float, {
    description:
      'The score, from 0 to a little over 1, by text, tags, authors, series and closeness in time; docs/api/related.md has the formula. Below 0.1 the articles have little in common. 0 for a pin that has nothing else in common.',
  })
  score!: number;

  isPinned!: boolean;
  /** The article that it is related to. */
  of!: Article;
}

/** The features that an article shares with another, strongest first. */
export interface SharedFeatures {
  relatedId: number;
  /** The series of both, if it is one. */
  series: { id: number; name: string } | null;
  terms: string[];
  tagIds: number[];
  tags: string[];
  authorIds: number[];
  authors: string[];
}
