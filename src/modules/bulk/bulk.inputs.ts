import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { ArticleFilter } from '../article/filter/article-filter.js';
import { PublicationInput } from '../editing/editing.inputs.js';

export enum BulkMode {
  ALL_OR_NONE = 'ALL_OR_NONE',
  AS_MANY_AS_POSSIBLE = 'AS_MANY_AS_POSSIBLE',
}
registerEnumType(BulkMode, {
  name: 'BulkMode',
  description: 'What happens to the other articles if some of them cannot be changed.',
  valuesConfig: {
    ALL_OR_NONE: {
      description:
        'All articles are changed in one transaction, or none of them if one cannot be changed. At most 500 articles.',
    },
    AS_MANY_AS_POSSIBLE: {
      description: 'Each article that can be changed is changed. The others have errors in their result.',
    },
  },
});

/** Change of each article. */
@InputType()
export abstract class ArticleChangeInput {
  @Field(() => [String], {
    nullable: true,
    description:
      'The names, slugs or IDs of tags to add, at most 50. Tags with unknown names are created; NOT_FOUND for an unknown ID.',
  })
  addTags?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The names, slugs or IDs of tags to remove, at most 50. NOT_FOUND if there is no such tag.',
  })
  removeTags?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The names, slugs or IDs of authors to add at the end of the byline, at most 50. Authors with unknown names are created; NOT_FOUND for an unknown ID.',
  })
  addAuthors?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The names, slugs or IDs of authors to remove, at most 50. NOT_FOUND if there is no such author.',
  })
  removeAuthors?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The slug or ID of the section that replaces the primary section; other sections stay. Null removes all sections. NOT_FOUND if there is none.',
  })
  section?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The slug or ID of a series that the articles are added to as its next parts, in the order of `ids`, or of a filter by date, earliest first. An article that has a part of it keeps that. Null removes the articles from their series. NOT_FOUND if there is none.',
  })
  series?: string | null;

  @Field(() => PublicationInput, {
    nullable: true,
    description:
      'Publishes the latest revision of each article, with this change and all others that were saved, now or at a later time. Requires an API key with the `publish` scope too.',
  })
  publish?: PublicationInput | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'True to unpublish the articles. NOT_ALLOWED for those that are not published. Requires an API key with the `publish` scope too.',
  })
  unpublish!: boolean;

  @Field(() => BulkMode, {
    defaultValue: BulkMode.AS_MANY_AS_POSSIBLE,
    description: 'What happens if some of the articles cannot be changed.',
  })
  mode!: BulkMode;
}

@InputType({
  description:
    'Articles, and the change of each. A new revision is saved of an article whose tags, authors, section or series change.',
})
export class UpdateArticlesInput extends ArticleChangeInput {
  @Field(() => [ID], {
    nullable: true,
    description: 'The IDs of the articles, at most 10,000. Give `ids` or `filter`.',
  })
  ids?: string[] | null;

  @Field(() => ArticleFilter, {
    nullable: true,
    description:
      'Changes all articles that match, published or not, by their latest revision. At most 10,000. Give `ids` or `filter`.',
  })
  filter?: ArticleFilter | null;
}
