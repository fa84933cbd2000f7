import { GraphQLURL } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';

@InputType({
  description: 'A picture in one use of it. Sizes in pixels; the focal point from 0 (left, top) to 1.',
})
export class ImageInput {
  @Field(() => GraphQLURL)
  url!: URL | string;

  @Field(() => String, {
    description: 'What the picture shows, for who cannot see it; empty for a decoration.',
  })
  alt!: string;

  @Field(() => String, { nullable: true })
  caption?: string | null;

  @Field(() => String, { nullable: true })
  credit?: string | null;

  @Field(() => Int, { nullable: true })
  width?: number | null;

  @Field(() => Int, { nullable: true })
  height?: number | null;

  @Field(() => Float, { nullable: true })
  focalX?: number | null;

  @Field(() => Float, { nullable: true })
  focalY?: number | null;
}

@InputType()
class ArticleFields {
  @Field(() => String, {
    nullable: true,
    description: 'Small letters, digits and hyphens; made from the title when left out.',
  })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Plain text.' })
  standfirst?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Is cleaned: no scripts, styles or unknown frames are kept.',
  })
  bodyHtml?: string | null;

  @Field(() => String, { nullable: true, description: 'GitHub Flavored Markdown; is cleaned as HTML is.' })
  bodyMarkdown?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug of a section that is there.' })
  section?: string | null;

  @Field(() => [String], { nullable: true, description: 'Names or slugs; unknown ones are created.' })
  tags?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Names or slugs in the order of the byline; unknown ones are created.',
  })
  authors?: string[] | null;

  @Field(() => ImageInput, { nullable: true })
  image?: ImageInput | null;
}

@InputType({
  description:
    'bodyHtml or bodyMarkdown, not both. Slugs of sections, tags and authors; unknown tags and authors are created.',
})
export class CreateArticleInput extends ArticleFields {
  @Field(() => String, { description: 'Plain text.' })
  title!: string;
}

@InputType({
  description:
    'Only the fields given change; null empties one. expectedRevision refuses the write (CONFLICT) when someone else saved first.',
})
export class UpdateArticleInput extends ArticleFields {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { nullable: true })
  expectedRevision?: number | null;

  @Field(() => String, { nullable: true, description: 'Plain text.' })
  title?: string | null;
}

@InputType({
  description: 'at: now when left out; a later time schedules, an earlier one is the date that readers see.',
})
export class PublishArticleInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Date, { nullable: true })
  at?: Date | null;
}

@InputType({ description: 'Which article.' })
export class ArticleActionInput {
  @Field(() => ID)
  id!: string;
}

@InputType({ description: 'What was wrong in a published article; readers see it at once.' })
export class AddCorrectionInput {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'Plain text, at most 2,000 characters.' })
  text!: string;
}

@InputType({ description: 'Goes back to what an earlier revision said, as a new revision.' })
export class RestoreRevisionInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: 'Number of the revision to go back to.' })
  revision!: number;
}

@InputType({
  description: 'Articles to stand first among those related to another, in place of the pins it has.',
})
export class PinRelatedArticlesInput {
  @Field(() => ID, { description: 'The article to which the others are pinned.' })
  id!: string;

  @Field(() => [ID], {
    description: 'First to last, at most 20, each once, not the article itself; [] takes all pins away.',
  })
  articleIds!: string[];
}
