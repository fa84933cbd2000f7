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
  description: 'What an article can have in common with another, or be chosen by.',
  valuesConfig: {
    PINNED: { description: 'An editor has set it.' },
    SAME_SERIES: { description: 'Both are parts of one series.' },
    SIMILAR_TEXT: { description: 'Both have words and phrases that few other articles have.' },
    SHARED_TAGS: { description: 'Both are filed under the same tags; rare ones count more.' },
    SAME_AUTHOR: { description: 'Both are by the same author.' },
  },
});

@ObjectType({ description: 'Why an article is related to another.' })
export class RelatedReason {
  @Field(() => RelatedReasonKind, {
    description: 'What it is that they have in common, or that an editor set it.',
  })
  kind!: RelatedReasonKind;

  @Field(() => String, {
    description:
      'What both have, what counts most first and commas between: words, tags, the series, authors.',
  })
  evidence!: string;
}

@ObjectType({ description: 'An article to read after another.' })
export class RelatedArticle {
  @Field(() => Article, { description: 'The one to read next.' })
  article!: Article;

  @Field(() => Float, {
    description:
      '0 to a little over 1, by text, tags, authors, series and closeness in time; docs/api/related.md has the formula. Below 0.1 there is little. 0 for a pin that has nothing else in common.',
  })
  score!: number;

  isPinned!: boolean;
  /** The article that it is related to. */
  of!: Article;
}

/** What an article has in common with another, what counts most first. */
export interface SharedFeatures {
  relatedId: number;
  sameSeries: boolean;
  terms: string[];
  tagIds: number[];
  tags: string[];
  authorIds: number[];
  authors: string[];
}
