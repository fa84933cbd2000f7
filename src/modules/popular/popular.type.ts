import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { formerName } from '../../shared/former-name.js';
import { Article } from '../article/article.type.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';

export enum PopularWindow {
  HOUR = 'HOUR',
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
  YEAR = 'YEAR',
  ALL = 'ALL',
  HOT = 'HOT',
  TRENDING = 'TRENDING',
}
registerEnumType(PopularWindow, {
  name: 'PopularWindow',
  description:
    'The kind of a popular list. HOUR to YEAR count the views of a period, HOT weighs recent views more, and ' +
    'TRENDING compares the views of the last hours with the usual ones. A period consists of minutes or ' +
    'clock hours in UTC: the current one, so far, and those before it.',
  valuesConfig: {
    HOUR: { description: 'The current minute and the 60 before it.' },
    DAY: { description: 'The current clock hour and the 24 before it.' },
    WEEK: { description: 'The current clock hour and the 168 before it.' },
    MONTH: { description: '30 days: the current clock hour and the 720 before it.' },
    YEAR: {
      description:
        '365 days: the current clock hour and the 8,760 before it. Its start is accurate to a day.',
    },
    ALL: { description: 'All views since counting began.' },
    HOT: {
      description:
        'By score, the sum over clock hours of views * 2^(-age / 6 h), where the age of an hour is the time ' +
        'from its start to the start of the current clock hour: 0 for the current one, 1 h for the one ' +
        'before, and so on. Lists articles viewed in the last week.',
    },
    TRENDING: {
      description:
        'By score, how many times its usual rate an article is viewed now: fast / (slow / (1 - 2^(-1 - age / ' +
        '24 h)) + 5). `fast` and `slow` are views per hour that decay with half-lives of 2 h and 24 h, `age` ' +
        'is the time since publication. Lists articles viewed in the last week.',
    },
  },
});

@ObjectType({ description: 'An article and its rank in a popular list.' })
export class PopularArticle {
  @Field(() => Article, { description: 'The article.' })
  article!: Article;

  @Field(() => Int, {
    description:
      'The rank, from 1 and without gaps, even if articles are excluded. Ties are broken by publication ' +
      'date, newest first, then by ID, highest first.',
  })
  rank!: number;

  @Field(() => Int, {
    description:
      'The number of views in the period; for HOT and TRENDING, in the last week. A visitor counts once per ' +
      'article and half hour. Of n views of an article from one network address (for IPv6 a /48) in a day ' +
      '(UTC), min(n, 3) count, one more with the 10th and one with the 100th.',
  })
  views!: number;

  @Field(() => Float, {
    description:
      'The value the list is sorted by: the views, or the formula of HOT or TRENDING at the current clock hour.',
  })
  score!: number;

  /** List that contains the article, and its score in the previous period. */
  list!: PopularSelection;
  previousScore!: number;
}

@ObjectType({ description: 'The result of recording a view.' })
export class RecordViewPayload {
  @Field(() => Boolean, {
    name: 'isRecorded',
    description:
      'True if the view counts. False if no published article has the ID or slug, if the visitor has viewed the ' +
      'article in this half hour, or if the visitor is a bot (or a tool such as curl), prefetches the page ' +
      'or sends too many views. Only some of many views from one network address count: see ' +
      '`PopularArticle.views`.',
  })
  @Field(() => Boolean, { name: 'recorded', ...formerName('isRecorded') })
  isRecorded!: boolean;
}

/** Popular list of the site or of sections. */
export interface PopularList {
  window: PopularWindow;
  /** IDs of the sections from which articles are listed; null for the whole site. */
  sectionIds: number[] | null;
  /** Filter with at least one condition, if any. */
  filter: ArticleFilter | null;
}

/** Popular list without some articles. */
export interface PopularSelection extends PopularList {
  excludedIds: number[];
}
