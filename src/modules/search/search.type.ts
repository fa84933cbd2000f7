import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { HtmlScalar } from '../../shared/scalars.js';
import { Article } from '../article/article.type.js';
import { Node } from '../node/node.type.js';
import { Section } from '../section/section.type.js';
import { Tag } from '../tag/tag.type.js';
import type { SearchCriteria } from './query/criteria.js';

export enum SearchOrder {
  RELEVANCE = 'RELEVANCE',
  NEWEST = 'NEWEST',
  OLDEST = 'OLDEST',
}
registerEnumType(SearchOrder, {
  name: 'SearchOrder',
  description: 'The order of search results. Ties are broken by ID, so the order is stable.',
  valuesConfig: {
    RELEVANCE: {
      description:
        'By `score`, best first. Among articles with common words, newer ones score higher; `halfLifeDays` sets how much.',
    },
    NEWEST: { description: 'By `publishedAt`, latest first.' },
    OLDEST: { description: 'By `publishedAt`, earliest first.' },
  },
});

@ObjectType({ description: 'The near copies of an article among the results of a search.' })
export class SimilarArticles {
  @Field(() => [Article], { description: 'The first of them, best first.' })
  nodes!: Article[];

  @Field(() => Int, { description: 'The number of them.' })
  totalCount!: number;
}

@ObjectType({
  description:
    'An edge of a list of search results. Highlights are escaped HTML in which only <mark> is markup, so that they can be inserted into a page as they are.',
})
export class SearchEdge extends Edge {
  @Field(() => Article, NODE_FIELD)
  node!: Article;

  @Field(() => Float, {
    description:
      'The relevance of the article, above 0; docs/api/search.md has the formula. Comparable only within one response. In the order RELEVANCE, 0 for matches beyond the ranked ones, which follow newest first.',
  })
  score!: number;

  @Field(() => Boolean, {
    description:
      'True if the article has all words of the query, or of its certain correction. False for the articles that a search in the mode RELAXED adds because few have all words; they follow the others, unless the query has three words or more.',
  })
  hasAllWords!: boolean;

  /** IDs of the near copies among the results. */
  copies!: number[];
  foundBy!: SearchCriteria;
}

@ObjectType({ description: 'The words that a search in the mode RELAXED has left out.' })
export class Relaxation {
  @Field(() => [String], { description: 'The words that the search used, as the query writes them.' })
  matched!: string[];

  @Field(() => [String], {
    description: 'The words that were left out: unknown ones, and those that too many articles have.',
  })
  dropped!: string[];

  @Field(() => Int, { description: 'The minimum number of matched words in each article.' })
  minimumMatched!: number;
}

/** A relaxation with the criteria of the articles that it adds, unless the site's search provider found them. */
export interface FoundRelaxation extends Relaxation {
  foundBy?: SearchCriteria;
}

@ObjectType({ description: 'A page of search results.' })
export class SearchConnection extends Connection {
  @Field(() => [SearchEdge], EDGES_FIELD)
  edges!: SearchEdge[];

  @Field(() => [Article], NODES_FIELD)
  nodes!: Article[];

  @Field(() => Relaxation, {
    nullable: true,
    description:
      'Set on the first page if it was added to by articles with some of the words, because few articles have all of them. Use the mode ALL_WORDS for an exact list.',
  })
  relaxed!: FoundRelaxation | null;

  foundBy!: SearchCriteria;
  /** Loads the spelling to suggest; null if there is none. */
  suggestSpelling!: () => MaybePromise<string | null>;
}

@ObjectType({ description: 'An entry of a live blog that a search found.' })
export class LiveBlogEntryHit {
  entryId!: number;

  @Field(() => HtmlScalar, {
    description: 'One or two passages of headline and body as HTML with the matched words in <mark>.',
  })
  highlight!: string;
}

@ObjectType({
  description:
    'Counts of the matches of a search by section, tag and year, exact up to 10,000 matches. Computed only if requested.',
})
export class SearchFacets {
  @Field(() => Boolean, {
    description:
      'True if all matches were counted. False if there are more than 10,000: the counts are then estimated from an even sample of some 10,000 of them, and rare sections and tags may be missing.',
  })
  isExact!: boolean;

  /** Counts of every section, tag and year, largest first. */
  counts!: FacetCount[];
}

/** Number of matches with a section, tag or year. */
export interface FacetCount {
  of: 'section' | 'tag' | 'year';
  /** The ID, or the year. */
  key: number;
  count: number;
}

@ObjectType({ description: 'The number of matches in a section.' })
export class SectionFacet {
  @Field(() => Section, { description: 'The section of these articles.' })
  section!: Section;

  @Field(() => Int, {
    description: 'The number of articles, at least 1. Sections without matches are omitted.',
  })
  count!: number;
}

@ObjectType({ description: 'The number of matches that carry a tag.' })
export class TagFacet {
  @Field(() => Tag, { description: 'The tag of these articles.' })
  tag!: Tag;

  @Field(() => Int, {
    description: 'The number of articles, at least 1. An article counts for each of its tags.',
  })
  count!: number;
}

@ObjectType({ description: 'The number of matches published in a year.' })
export class YearFacet {
  @Field(() => Int, { description: 'The year of `publishedAt` in the time zone of the site.' })
  year!: number;

  @Field(() => Int, {
    description: 'The number of articles, at least 1. Years without matches are omitted.',
  })
  count!: number;
}

export enum SuggestionKind {
  ARTICLE = 'ARTICLE',
  TAG = 'TAG',
  SECTION = 'SECTION',
  AUTHOR = 'AUTHOR',
  SERIES = 'SERIES',
  NAME = 'NAME',
  PHRASE = 'PHRASE',
}
registerEnumType(SuggestionKind, {
  name: 'SuggestionKind',
  description: 'The kinds of content that a suggestion leads to.',
  valuesConfig: {
    ARTICLE: { description: 'An article, by its title.' },
    TAG: { description: 'A tag, by its name.' },
    SECTION: { description: 'A section, by its name.' },
    AUTHOR: { description: 'An author, by their name.' },
    SERIES: { description: 'A series, by its title.' },
    NAME: {
      description: 'A name that at least three articles have in their text, such as that of a person.',
    },
    PHRASE: { description: 'Another phrase that at least three articles repeat.' },
  },
});

@ObjectType({ description: 'A title, name or phrase that completes what the user types.' })
export class Suggestion {
  @Field(() => SuggestionKind, { description: 'What is suggested.' })
  kind!: SuggestionKind;

  @Field(() => String, { description: 'The title, name or phrase, as plain text.' })
  text!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'For a NAME or PHRASE, the query to search for when it is chosen: its text in quotes. Null for content that has a page, which `path` leads to.',
  })
  query!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'For a NAME or PHRASE, the number of articles that have it in the text that every reader can see, counted up to 1,000. Null for others.',
  })
  articleCount!: number | null;

  @Field(() => String, {
    description:
      'The site-relative path of the content. For a NAME or PHRASE, that of the newest article that has it.',
  })
  path!: string;

  @Field(() => Node, {
    description: 'The content itself. For a NAME or PHRASE, the newest article that has it.',
  })
  node!: Node;
}
