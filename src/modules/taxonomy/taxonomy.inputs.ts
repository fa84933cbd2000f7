import { Field, ID, InputType, Int } from 'type-graphql';
import { ImageInput } from '../editing/editing.inputs.js';

const SLUG = 'Small letters, digits and hyphens; made from the name when left out.';
const POSITION = 'Place among its siblings, counted from 0; last when past the last.';
const SECTION_ID = 'Of the section; NOT_FOUND when there is none.';
const TAG_ID = 'Of the tag; NOT_FOUND when there is none.';
const AUTHOR_ID = 'Of the author; NOT_FOUND when there is none.';
const NEW_SLUG = 'Small letters, digits and hyphens. The old address leads to the new one.';

@InputType()
class SectionFields {
  @Field(() => String, { nullable: true, description: 'Plain text, at most 1,000 characters.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug of the section above; null for the top.' })
  parent?: string | null;
}

@InputType({ description: 'A new part of the site. Readers see it at once.' })
export class CreateSectionInput extends SectionFields {
  @Field(() => String, { description: 'Plain text, at most 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: `${SLUG} Unique in the whole section tree.` })
  slug?: string | null;

  @Field(() => Int, { nullable: true, description: `${POSITION} Left out: last.` })
  position?: number | null;
}

@InputType({
  description:
    'Only the fields given change. With slug or parent the addresses of everything below change; the old ones lead there.',
})
export class UpdateSectionInput extends SectionFields {
  @Field(() => ID, { description: SECTION_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Plain text, at most 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: `${NEW_SLUG} Unique in the whole section tree.` })
  slug?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `${POSITION} Left out: where it is, or last below a new parent.`,
  })
  position?: number | null;
}

@InputType({ description: 'Which section. It must hold no articles and no sections.' })
export class DeleteSectionInput {
  @Field(() => ID, { description: SECTION_ID })
  id!: string;
}

@InputType({ description: 'A new subject. Readers see it from the first published article that carries it.' })
export class CreateTagInput {
  @Field(() => String, { description: 'Plain text, at most 100 characters; unique among tags.' })
  name!: string;

  @Field(() => String, { nullable: true, description: SLUG })
  slug?: string | null;
}

@InputType({ description: 'Only the fields given change.' })
export class UpdateTagInput {
  @Field(() => ID, { description: TAG_ID })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Plain text, at most 100 characters; unique among tags.',
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: NEW_SLUG })
  slug?: string | null;
}

@InputType({ description: 'Tags that are one subject. Those of `from` go, their articles carry `into`.' })
export class MergeTagsInput {
  @Field(() => [ID], { description: '1 to 50 tags.' })
  from!: string[];

  @Field(() => ID, { description: 'The tag that stays.' })
  into!: string;
}

@InputType({ description: 'Which tag. No article may carry it, published or draft.' })
export class DeleteTagInput {
  @Field(() => ID, { description: TAG_ID })
  id!: string;
}

@InputType()
class AuthorFields {
  @Field(() => String, { nullable: true, description: 'Plain text, at most 5,000 characters.' })
  bio?: string | null;

  @Field(() => ImageInput, { nullable: true, description: 'A portrait.' })
  image?: ImageInput | null;
}

@InputType({ description: 'Readers see an author from the first published article on.' })
export class CreateAuthorInput extends AuthorFields {
  @Field(() => String, { description: 'Plain text, at most 100 characters. Two authors may have one name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: SLUG })
  slug?: string | null;
}

@InputType({ description: 'Only the fields given change; null empties bio or image.' })
export class UpdateAuthorInput extends AuthorFields {
  @Field(() => ID, { description: AUTHOR_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Plain text, at most 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: NEW_SLUG })
  slug?: string | null;
}

@InputType({ description: 'Which author. No article may name them, published or draft.' })
export class DeleteAuthorInput {
  @Field(() => ID, { description: AUTHOR_ID })
  id!: string;
}
