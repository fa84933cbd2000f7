import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Article } from '../article/article.type.js';
import type { PopularList } from './popular-lists.js';

export enum PopularWindow {
  HOUR = 'HOUR',
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
  YEAR = 'YEAR',
  ALL = 'ALL',
  TRENDING = 'TRENDING',
}
registerEnumType(PopularWindow, {
  name: 'PopularWindow',
  description:
    'HOUR to YEAR count views in that span; TRENDING weighs recent views more (half-life 6 h). A span is made of ' +
    'clock hours (UTC): the current one as far as it has come, and those before it.',
  valuesConfig: {
    HOUR: { description: 'The current clock hour and the 1 before it.' },
    DAY: { description: 'The current clock hour and the 24 before it.' },
    WEEK: { description: 'The current clock hour and the 168 before it.' },
    MONTH: { description: '30 days: the current clock hour and the 720 before it.' },
    YEAR: {
      description:
        '365 days: the current clock hour and the 8,760 before it; its far end is precise to a day.',
    },
    ALL: { description: 'Ever since views are counted.' },
    TRENDING: {
      description:
        'score = the sum over clock hours of views * 2^(-age / 6 h), where the age of an hour is the time from its ' +
        'start to the start of the current clock hour: 0 for the current one, 1 h for the one before, and so on. ' +
        'Articles that were viewed in the last week.',
    },
  },
});

@ObjectType({ description: 'An article, and its place in a popular list.' })
export class PopularArticle {
  @Field(() => Article, { description: 'The article that has this rank.' })
  article!: Article;

  @Field(() => Int, {
    description:
      'From 1; without gaps, also when articles are excluded. Equal scores: the newer article, then the higher id.',
  })
  rank!: number;

  @Field(() => Int, {
    description:
      'Views in the window, of TRENDING in the last week. A visitor counts once per article and half hour. Of n ' +
      'views that one network address (of IPv6 a /48) gives an article in a day (UTC), min(n, 3) count, one more ' +
      'with the 10th and one with the 100th.',
  })
  views!: number;

  @Field(() => Float, {
    description:
      'What the list is sorted by: the views, or the formula of TRENDING at the current clock hour.',
  })
  score!: number;

  /** The list that it is of, and its score in the span before. */
  list!: PopularList;
  previousScore!: number;
}

@ObjectType({ description: 'What came of a view.' })
export class RecordViewPayload {
  @Field(() => Boolean, {
    description:
      'Whether it counts. False when no published article has the slug, when the visitor has had the article in ' +
      'this half hour, when they are a bot (curl and its like too), fetch in advance, or come too fast. Of many ' +
      'views from one network address few count: see `PopularArticle.views`.',
  })
  recorded!: boolean;
}
