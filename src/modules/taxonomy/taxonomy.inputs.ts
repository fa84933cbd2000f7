import { Field, ID, InputType, Int } from 'type-graphql';
import { OWN_INPUT, OwnInput } from '../../shared/own-input.js';
import { ImageInput } from '../editing/editing.inputs.js';
import type { OwnFieldsInput } from '../own-fields/parse-own-input.js';

const SLUG = 'Lower-case letters, digits and hyphens. Defaults to a slug made from the name.';
const POSITION = 'The position among its siblings, counted from 0. A position past the end is the last.';
const SECTION_ID = 'The ID of the section. NOT_FOUND if there is none.';
const TAG_ID = 'The ID of the tag. NOT_FOUND if there is none.';
const AUTHOR_ID = 'The ID of the author. NOT_FOUND if there is none.';
const NEW_SLUG = 'Lower-case letters, digits and hyphens. The former path redirects to the new one.';

@InputType()
class SectionFields {
  @Field(() => OwnInput, OWN_INPUT)
  fields?: OwnFieldsInput;

  @Field(() => String, { nullable: true, description: 'Plain text, at most 1,000 characters.' })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The ID or slug of the parent section. NOT_FOUND if there is none. Null for the top of the tree.',
  })
  parent?: string | null;

  @Field(() => ImageInput, { nullable: true, description: 'A picture for the page of the section.' })
  image?: ImageInput | null;
}

@InputType({ description: 'A new section. It is public at once.' })
export class CreateSectionInput extends SectionFields {
  @Field(() => String, { description: 'The name, as plain text of at most 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: `${SLUG} Unique in the whole section tree.` })
  slug?: string | null;

  @Field(() => Int, { nullable: true, description: `${POSITION} Defaults to the last position.` })
  position?: number | null;
}

@InputType({
  description:
    'Changes to a section. Omitted fields do not change. A new slug or parent changes the paths of all descendants; the former paths redirect.',
})
export class UpdateSectionInput extends SectionFields {
  @Field(() => ID, { description: SECTION_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The name, as plain text of at most 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: `${NEW_SLUG} Unique in the whole section tree.` })
  slug?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `${POSITION} Defaults to the current position, or to the last below a new parent.`,
  })
  position?: number | null;
}

@InputType({ description: 'The section to delete. It must contain no articles and no sections.' })
export class DeleteSectionInput {
  @Field(() => ID, { description: SECTION_ID })
  id!: string;
}

@InputType()
class TagFields {
  @Field(() => OwnInput, OWN_INPUT)
  fields?: OwnFieldsInput;

  @Field(() => ImageInput, { nullable: true, description: 'A picture for the page of the tag.' })
  image?: ImageInput | null;
}

@InputType({ description: 'A new tag. It becomes public with the first published article that carries it.' })
export class CreateTagInput extends TagFields {
  @Field(() => String, {
    description: 'The name, as plain text of at most 100 characters. Unique among tags.',
  })
  name!: string;

  @Field(() => String, { nullable: true, description: SLUG })
  slug?: string | null;
}

@InputType({ description: 'Changes to a tag. Omitted fields do not change; null clears `image`.' })
export class UpdateTagInput extends TagFields {
  @Field(() => ID, { description: TAG_ID })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name, as plain text of at most 100 characters. Unique among tags.',
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: NEW_SLUG })
  slug?: string | null;
}

@InputType({ description: 'Tags to merge. The tags in `from` are deleted; their articles carry `into`.' })
export class MergeTagsInput {
  @Field(() => [String], {
    description: 'The IDs or slugs of 1 to 50 tags. NOT_FOUND if one does not exist.',
  })
  from!: string[];

  @Field(() => String, { description: 'The ID or slug of the tag that remains. NOT_FOUND if there is none.' })
  into!: string;
}

@InputType({ description: 'The tag to delete. No article may carry it, published or draft.' })
export class DeleteTagInput {
  @Field(() => ID, { description: TAG_ID })
  id!: string;
}

@InputType()
class AuthorFields {
  @Field(() => OwnInput, OWN_INPUT)
  fields?: OwnFieldsInput;

  @Field(() => String, { nullable: true, description: 'Plain text, at most 5,000 characters.' })
  bio?: string | null;

  @Field(() => ImageInput, { nullable: true, description: 'A portrait.' })
  image?: ImageInput | null;
}

@InputType({ description: 'A new author. They become public with their first published article.' })
export class CreateAuthorInput extends AuthorFields {
  @Field(() => String, {
    description: 'The name, as plain text of at most 100 characters. Two authors may share a name.',
  })
  name!: string;

  @Field(() => String, { nullable: true, description: SLUG })
  slug?: string | null;
}

@InputType({
  description: 'Changes to an author. Omitted fields do not change; null clears `bio` or `image`.',
})
export class UpdateAuthorInput extends AuthorFields {
  @Field(() => ID, { description: AUTHOR_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The name, as plain text of at most 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: NEW_SLUG })
  slug?: string | null;
}

@InputType({ description: 'The author to delete. No article may name them, published or draft.' })
export class DeleteAuthorInput {
  @Field(() => ID, { description: AUTHOR_ID })
  id!: string;
}
