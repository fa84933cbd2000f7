import { ArgsType, Field, InputType, Int } from 'type-graphql';
import { EXCLUDE_ARG, Exclude } from '../../shared/exclusion/exclude.input.js';
import { UNIQUE_ARG, Unique } from '../../shared/exclusion/unique.input.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { PopularWindow } from './popular.type.js';

export const MAX_LIST_SIZE = 100;

const SECTION = 'The ID or slug of a section, to list only the articles of it and its descendants.';

/** Arguments that select a popular list and its length. */
@ArgsType()
class PopularListArgs {
  @Field(() => PopularWindow, {
    defaultValue: PopularWindow.DAY,
    description: 'The period whose views count.',
  })
  window!: PopularWindow;

  @Field(() => ArticleFilter, { nullable: true, ...FILTER_ARG })
  filter?: ArticleFilter | null;

  @Field(() => Int, { defaultValue: 5, description: `The number of articles, from 0 to ${MAX_LIST_SIZE}.` })
  first!: number;
}

/** Arguments of the `popular` field of a section. */
@ArgsType()
export class PopularSelectionArgs extends PopularListArgs {
  @Field(() => Exclude, EXCLUDE_ARG)
  exclude?: Exclude | null;

  @Field(() => Unique, UNIQUE_ARG)
  unique?: Unique | null;
}

@ArgsType()
export class PopularArgs extends PopularSelectionArgs {
  @Field(() => String, {
    nullable: true,
    description: `${SECTION} An unknown section has an empty list.`,
  })
  section?: string | null;
}

@ArgsType()
export class PopularChangedArgs extends PopularListArgs {
  @Field(() => String, {
    nullable: true,
    description: `${SECTION} An unknown section delivers nothing until it exists.`,
  })
  section?: string | null;
}

@InputType({ description: 'A view of an article by a reader.' })
export class RecordViewInput {
  @Field(() => String, { description: 'The ID or slug of the article.' })
  article!: string;
}
