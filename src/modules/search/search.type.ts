import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Article } from '../article/article.type.js';
import { Section } from '../section/section.type.js';
import { Tag } from '../tag/tag.type.js';
import type { SearchCriteria } from './search-query.js';

@ObjectType({
  description:
    'An article that was found. Highlights are escaped HTML in which only <mark> is markup, so that they can be put on a page as they are.',
})
export class SearchEdge extends Edge {
  @Field(() => Article, NODE_FIELD)
  node!: Article;

  @Field(() => Float, {
    description:
      'How well the article fits, above 0 and best first; docs/api/search.md has the formula. It compares articles within one answer only. 0 for those beyond the ranked ones, which follow newest first.',
  })
  score!: number;

  foundBy!: SearchCriteria;
}

@ObjectType({ description: 'A page of what a search found, best first.' })
export class SearchConnection extends Connection {
  @Field(() => [SearchEdge], EDGES_FIELD)
  edges!: SearchEdge[];

  @Field(() => [Article], NODES_FIELD)
  nodes!: Article[];

  @Field(() => String, {
    nullable: true,
    description:
      'A spelling that finds more, when the query finds fewer than 3: what it finds is then among the results. On the first page.',
  })
  didYouMean!: string | null;

  foundBy!: SearchCriteria;
}

@ObjectType({
  description: 'How many of all articles found there are of each kind; counted only when asked for.',
})
export class SearchFacets {
  @Field(() => [SectionFacet], {
    description: 'Each article counts in its own section only, not in those above. Most first.',
  })
  sections!: SectionFacet[];

  @Field(() => [TagFacet], { description: 'Most first.' })
  tags!: TagFacet[];

  @Field(() => [YearFacet], { description: 'Latest first.' })
  years!: YearFacet[];
}

@ObjectType({ description: 'How many of the articles found are in a section.' })
export class SectionFacet {
  @Field(() => Section, { description: 'The section that they are filed in.' })
  section!: Section;

  @Field(() => Int, { description: 'At least 1: where nothing was found is not in the list.' })
  count!: number;
}

@ObjectType({ description: 'How many of the articles found carry a tag.' })
export class TagFacet {
  @Field(() => Tag, { description: 'The tag that they carry.' })
  tag!: Tag;

  @Field(() => Int, { description: 'At least 1; an article counts for each of its tags.' })
  count!: number;
}

@ObjectType({ description: 'How many of the articles found are of a year.' })
export class YearFacet {
  @Field(() => Int, { description: 'Of publishedAt, by UTC.' })
  year!: number;

  @Field(() => Int, { description: 'At least 1: where nothing was found is not in the list.' })
  count!: number;
}

export enum SuggestionKind {
  ARTICLE = 'ARTICLE',
  TAG = 'TAG',
  SECTION = 'SECTION',
  AUTHOR = 'AUTHOR',
}
registerEnumType(SuggestionKind, {
  name: 'SuggestionKind',
  description: 'What a suggestion leads to.',
  valuesConfig: {
    ARTICLE: { description: 'An article, by its title.' },
    TAG: { description: 'The articles that carry a tag, by its name.' },
    SECTION: { description: 'A section, by its name.' },
    AUTHOR: { description: 'The page about an author, by their name.' },
  },
});

@ObjectType({ description: 'A title or name that goes on as the reader may mean to.' })
export class Suggestion {
  @Field(() => SuggestionKind, { description: 'What is found at the path.' })
  kind!: SuggestionKind;

  @Field(() => String, { description: 'The title or name, plain text.' })
  text!: string;

  @Field(() => String, { description: 'Site-relative address of what it names.' })
  path!: string;
}
