import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { PopularWindow } from './popular.type.js';

export const MAX_LIST_SIZE = 100;

const SECTION = 'Slug of a section: only its articles and those of everything below it.';

/** Which list, and how much of it. */
@ArgsType()
class PopularListArgs {
  @Field(() => PopularWindow, {
    defaultValue: PopularWindow.DAY,
    description: 'The span of time whose views count.',
  })
  window!: PopularWindow;

  @Field(() => Int, { defaultValue: 5, description: `How many: 0 to ${MAX_LIST_SIZE}.` })
  first!: number;
}

/** Arguments of the popular articles of a section. */
@ArgsType()
export class PopularSelectionArgs extends PopularListArgs {
  @Field(() => [ID], {
    nullable: true,
    description: `Articles to leave out, e.g. the one that is read; the others move up. At most ${MAX_LIST_SIZE}.`,
  })
  excludeIds?: string[] | null;
}

@ArgsType()
export class PopularArgs extends PopularSelectionArgs {
  @Field(() => String, {
    nullable: true,
    description: `${SECTION} Of an unknown one there are none.`,
  })
  section?: string | null;
}

@ArgsType()
export class PopularChangedArgs extends PopularListArgs {
  @Field(() => String, {
    nullable: true,
    description: `${SECTION} Of an unknown one nothing comes until there is one.`,
  })
  section?: string | null;
}

@InputType({ description: 'Someone looks at an article.' })
export class RecordViewInput {
  @Field(() => String, { description: 'Of the article.' })
  slug!: string;
}
