import { GraphQLURL } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';

const ARTICLE_ID = 'Of the article; NOT_FOUND when there is none.';
const PIXELS = 'In pixels, 1 or more; null when it is not known.';
const SLUG = 'Small letters, digits and hyphens, at most 200; TAKEN when another article has it.';
const TITLE = 'Plain text, at most 300 characters.';

@InputType({
  description: 'A picture in one use of it. The focal point is what to keep in view when it is cropped.',
})
export class ImageInput {
  @Field(() => GraphQLURL, {
    description: 'Absolute address that begins with http or https, at most 2,000 characters.',
  })
  url!: URL | string;

  @Field(() => String, {
    description:
      'What the picture shows, for who cannot see it; empty for a decoration. At most 1,000 characters.',
  })
  alt!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The words under the picture; plain text, at most 2,000 characters.',
  })
  caption?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who made the picture or owns its rights; plain text, at most 2,000 characters.',
  })
  credit?: string | null;

  @Field(() => Int, { nullable: true, description: PIXELS })
  width?: number | null;

  @Field(() => Int, { nullable: true, description: PIXELS })
  height?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'From 0 (left) to 1 (right); give focalY as well, or neither.',
  })
  focalX?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'From 0 (top) to 1 (bottom); give focalX as well, or neither.',
  })
  focalY?: number | null;
}

@InputType()
class ArticleFields {
  @Field(() => String, { nullable: true, description: 'Plain text, at most 1,000 characters.' })
  standfirst?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Is cleaned: no scripts, styles or unknown frames are kept.',
  })
  bodyHtml?: string | null;

  @Field(() => String, { nullable: true, description: 'GitHub Flavored Markdown; is cleaned as HTML is.' })
  bodyMarkdown?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of a section that is there; NOT_FOUND for another.',
  })
  section?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Names or slugs, at most 50; unknown ones are created.',
  })
  tags?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Names or slugs in the order of the byline, at most 50; unknown ones are created.',
  })
  authors?: string[] | null;

  @Field(() => ImageInput, { nullable: true, description: 'The lead picture.' })
  image?: ImageInput | null;
}

@InputType({
  description:
    'bodyHtml or bodyMarkdown, not both. Slugs of sections, tags and authors; unknown tags and authors are created.',
})
export class CreateArticleInput extends ArticleFields {
  @Field(() => String, { description: TITLE })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: `${SLUG} Made from the title when left out, with a number behind it where that is taken.`,
  })
  slug?: string | null;
}

@InputType({
  description:
    'Only the fields given change; null empties one, but neither title nor slug. It is a revision even when nothing in it is new.',
})
export class UpdateArticleInput extends ArticleFields {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the revision that the change begins from: CONFLICT when someone saved another since. Left out, it is not compared.',
  })
  expectedRevision?: number | null;

  @Field(() => String, { nullable: true, description: `${TITLE} INVALID when null or empty.` })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `${SLUG} Stays when null or left out. Once the new one is published, the old address leads there.`,
  })
  slug?: string | null;
}

@InputType({
  description: 'Which article, and when readers are to see its latest revision.',
})
export class PublishArticleInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => Date, {
    nullable: true,
    description:
      'Left out: now; a date that the article has stays. A future time: then; it takes the place of one that was ' +
      'set before, and readers see what they see until then. A time that is past by more than a minute is INVALID: ' +
      'see `publishedAt`.',
  })
  at?: Date | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'The date that readers see, when the article is published now; left out, the one that it has, or now. INVALID ' +
      'together with a future `at`, or when it is to come itself (a minute is tolerated).',
  })
  publishedAt?: Date | null;
}

@InputType({ description: 'Which article.' })
export class ArticleActionInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;
}

@InputType({ description: 'What was wrong in a published article; readers see it at once.' })
export class AddCorrectionInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => String, { description: 'Plain text, at most 2,000 characters.' })
  text!: string;
}

@InputType({ description: 'Goes back to what an earlier revision said, as a new revision.' })
export class RestoreRevisionInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => Int, { description: 'Number of the revision to go back to; NOT_FOUND when there is none.' })
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
