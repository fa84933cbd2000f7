import { Field, ID, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';

@ObjectType()
class TaxonomyPayload {
  @Field(() => [UserError], { description: 'The errors of the input. Empty if the mutation succeeded.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of a mutation of a section.' })
export class SectionPayload extends TaxonomyPayload {
  /** Null if the mutation failed. */
  sectionId!: number | null;
}

@ObjectType({ description: 'The result of a mutation of a tag.' })
export class TagPayload extends TaxonomyPayload {
  /** Null if the mutation failed. */
  tagId!: number | null;
}

@ObjectType({ description: 'The result of a mutation of an author.' })
export class AuthorPayload extends TaxonomyPayload {
  /** Null if the mutation failed. */
  authorId!: number | null;
}

@ObjectType({ description: 'The result of a mutation of a series.' })
export class SeriesPayload extends TaxonomyPayload {
  /** Null if the mutation failed. */
  seriesId!: number | null;
}

@ObjectType()
export class DeletePayload extends TaxonomyPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of what was deleted. Null if the mutation failed.',
  })
  deletedId!: string | null;
}

@ObjectType({ description: 'The result of deleting a section.' })
export class DeleteSectionPayload extends DeletePayload {}

@ObjectType({ description: 'The result of deleting a tag.' })
export class DeleteTagPayload extends DeletePayload {}

@ObjectType({ description: 'The result of deleting an author.' })
export class DeleteAuthorPayload extends DeletePayload {}

@ObjectType({ description: 'The result of deleting a series.' })
export class DeleteSeriesPayload extends DeletePayload {}
