import { Field, ID, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';

@ObjectType()
class TaxonomyPayload {
  @Field(() => [UserError], { description: 'Empty when the write was done.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What came of a write to a section.' })
export class SectionPayload extends TaxonomyPayload {
  /** Null when the write was refused. */
  sectionId!: number | null;
}

@ObjectType({ description: 'What came of a write to a tag.' })
export class TagPayload extends TaxonomyPayload {
  /** Null when the write was refused. */
  tagId!: number | null;
}

@ObjectType({ description: 'What came of a write to an author.' })
export class AuthorPayload extends TaxonomyPayload {
  /** Null when the write was refused. */
  authorId!: number | null;
}

@ObjectType()
class DeletePayload extends TaxonomyPayload {
  @Field(() => ID, { nullable: true, description: 'Null when the write was refused.' })
  deletedId!: string | null;
}

@ObjectType({ description: 'What came of deleting a section.' })
export class DeleteSectionPayload extends DeletePayload {}

@ObjectType({ description: 'What came of deleting a tag.' })
export class DeleteTagPayload extends DeletePayload {}

@ObjectType({ description: 'What came of deleting an author.' })
export class DeleteAuthorPayload extends DeletePayload {}
