import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { ARTICLE_FIELDS } from '../../fields/article.fields.js';
import type { CreateValues, UpdateValues } from '../../fields/field-values.js';
import { type ClassOf, DeclareInputFields } from '../../fields/graphql-fields.js';
import { FOCAL_POINT_DEPRECATION, FocalPointInput } from '../../mutations/focal-point.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { formerName } from '../../shared/former-name.js';
import { OWN_INPUT, OwnInput } from '../../shared/own-input.js';
import { ROBOTS_INPUT, RobotsInput } from '../../shared/robots.js';
import { HtmlScalar, UrlScalar } from '../../shared/scalars.js';
import { SPONSORSHIP_INPUT, SponsorshipInput } from '../../shared/sponsorship.js';
import { MACHINE_RIGHTS_INPUT, MachineRightsInput } from '../machine-rights/machine-rights.type.js';
import type { OwnFieldsInput } from '../own-fields/parse-own-input.js';
import { BlockInput } from './block.inputs.js';

type ArticleCreateValues = CreateValues<typeof ARTICLE_FIELDS>;
type ArticleUpdateValues = UpdateValues<typeof ARTICLE_FIELDS>;

const ARTICLE_ID = 'The ID of the article. Fails with NOT_FOUND if there is none.';
const CORRECTION_ID = 'The ID of the correction. Fails with NOT_FOUND if there is none.';
const PIXELS = 'The size in pixels, at least 1. Null if unknown.';
const SLUG =
  'The slug: lower-case letters, digits and hyphens, at most 200 characters. TAKEN if another article has it.';

@InputType({
  description:
    'A picture in one of its uses: a file of the media library or a URL, and the texts and focal point of the use. Those that are left out or null are those of the file, also when it changes. An empty text is none.',
})
export class ImageInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'The ID of a picture of the media library. Fails with NOT_FOUND if there is none. Give `file` or `url`.',
  })
  file?: string | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      'The absolute URL of the picture, http or https. At most 2,000 characters. Give `file` or `url`.',
  })
  url?: URL | string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A text alternative for people who cannot see the picture, empty for a decoration. At most 1,000 ' +
      'characters. Required with `url`; with `file`, it defaults to that of the file.',
  })
  alt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The caption, as plain text. At most 2,000 characters.',
  })
  caption?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The creator or rights holder of the picture, as plain text. At most 2,000 characters.',
  })
  credit?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The license of the picture, e.g. CC BY 4.0. At most 2,000 characters.',
  })
  license?: string | null;

  @Field(() => Int, { nullable: true, description: PIXELS })
  width?: number | null;

  @Field(() => Int, { nullable: true, description: PIXELS })
  height?: number | null;

  @Field(() => FocalPointInput, {
    nullable: true,
    description: 'The point to keep in view when the picture is cropped.',
  })
  focalPoint?: FocalPointInput | null;

  @Field(() => Float, {
    nullable: true,
    deprecationReason: FOCAL_POINT_DEPRECATION,
    description: 'The horizontal position, from 0 (left) to 1 (right). Requires `focalY`.',
  })
  focalX?: number | null;

  @Field(() => Float, {
    nullable: true,
    deprecationReason: FOCAL_POINT_DEPRECATION,
    description: 'The vertical position, from 0 (top) to 1 (bottom). Requires `focalX`.',
  })
  focalY?: number | null;
}

@InputType({ description: 'The series that an article belongs to, and its place in it.' })
export class SeriesInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The ID or slug of the series. Fails with NOT_FOUND if there is none. Give `series` or `name`.',
  })
  series?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The title of the series, as plain text. At most 200 characters. A series with an unknown title is created.',
  })
  name?: string | null;

  @Field(() => Int, { nullable: true, description: 'The number of the part, at least 1. Null if unknown.' })
  part?: number | null;
}

@InputType({ description: 'The time of a publication, and the date that readers see.' })
export class PublicationInput {
  @Field(() => Date, {
    nullable: true,
    description:
      'The time of publication. If omitted, the article is published now. A future time schedules it; a time ' +
      'more than a minute in the past is INVALID.',
  })
  scheduledFor?: Date | null;

  @Field(() => Date, { nullable: true, ...formerName('scheduledFor') })
  at?: Date | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'The publication date shown to readers, if the article is published now. INVALID together with a ' +
      'future `scheduledFor` or the `publishedAt` of the article, or if it is more than a minute in the future.',
  })
  publishedAt?: Date | null;
}

/** Also the input of own fields with rich text: see modules/own-fields/schema-text.ts. */
@InputType({ description: 'Formatted text in one of three formats. It is sanitized.' })
export class RichTextInput {
  @Field(() => HtmlScalar, {
    nullable: true,
    description: 'The text as HTML. Scripts, styles and unknown frames are removed.',
  })
  html?: string | null;

  @Field(() => String, { nullable: true, description: 'The text as GitHub Flavored Markdown.' })
  markdown?: string | null;

  @Field(() => [BlockInput], {
    nullable: true,
    description:
      'The text as typed blocks in reading order, at most 5,000. Blocks that were read with their `html` and are sent back unchanged are the same text.',
  })
  blocks?: BlockInput[] | null;
}

/** Declares the former names of `body` on an input: type-graphql inherits no deprecation from a superclass. */
function DeclareFormerBody({ prototype }: { prototype: object }): void {
  const options = { nullable: true, deprecationReason: 'Use `body`. Removed after 2027-06-01.' };
  const html = 'The body as HTML. It is sanitized: scripts, styles and unknown frames are removed.';
  const markdown = 'The body as GitHub Flavored Markdown. It is sanitized like HTML.';
  Field(() => HtmlScalar, { ...options, description: html })(prototype, 'bodyHtml');
  Field(() => String, { ...options, description: markdown })(prototype, 'bodyMarkdown');
}

/** Fields that span several columns or tables; the others are in fields/article.fields.ts. */
@InputType()
abstract class ArticleInput {
  @Field(() => RichTextInput, { nullable: true, description: 'The body. Null removes it.' })
  body?: RichTextInput | null;

  bodyHtml?: string | null;

  bodyMarkdown?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The slug or ID of the primary section, whose path the article gets. Given alone, it replaces the primary ' +
      'section, and the other sections stay; given with `sections`, it is put first. Null alone removes all ' +
      'sections. Fails with NOT_FOUND if there is no such section.',
  })
  section?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The slugs or IDs of all sections of the article, the primary one first, at most 20. They replace its ' +
      'current sections. Fails with NOT_FOUND if one does not exist.',
  })
  sections?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The names, slugs or IDs of tags, at most 50. Tags with unknown names are created; NOT_FOUND for an unknown ID.',
  })
  tags?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The names, slugs or IDs of authors in the order of the byline, at most 50. Authors with unknown names ' +
      'are created; NOT_FOUND for an unknown ID.',
  })
  authors?: string[] | null;

  @Field(() => ImageInput, { nullable: true, description: 'The lead picture.' })
  image?: ImageInput | null;

  @Field(() => SeriesInput, { nullable: true, description: 'The series that the article belongs to.' })
  series?: SeriesInput | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A fixed site-relative URL path, e.g. /2019/ferry. If null, it follows from the primary section and the slug. TAKEN if ' +
      'other content is there.',
  })
  path?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Former site-relative URL paths, at most 100, which redirect to the article once it is published. They ' +
      'replace those that were never public; public ones stay. TAKEN if other content is or was there.',
  })
  aliases?: string[] | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'The publication date shown to readers from the next publication on. If null, it is the time of that ' +
      'publication. INVALID if it is more than a minute in the future: see `publishArticle`.',
  })
  publishedAt?: Date | null;

  @Field(() => PublicationInput, {
    nullable: true,
    description:
      'Publishes what is saved, now or at a later time. If that is refused, nothing is saved. Requires an API ' +
      'key with the `publish` scope too.',
  })
  publish?: PublicationInput | null;

  @Field(() => RobotsInput, ROBOTS_INPUT)
  robots?: RobotsInput | null;

  @Field(() => SponsorshipInput, SPONSORSHIP_INPUT)
  sponsorship?: SponsorshipInput | null;

  @Field(() => MachineRightsInput, MACHINE_RIGHTS_INPUT)
  machineRights?: MachineRightsInput | null;

  @Field(() => AccessLevel, {
    nullable: true,
    description:
      'Who may read the whole article. Null for PUBLIC. Everybody reads what precedes the comment `<!--members-only-->` in the body; nothing if there is none.',
  })
  access?: AccessLevel | null;

  @Field(() => ArticleKind, { nullable: true, description: 'The kind of the article. Null for ARTICLE.' })
  kind?: string | null;

  @Field(() => OwnInput, OWN_INPUT)
  fields?: OwnFieldsInput;

  /** Inputs of own kinds by facet: see modules/own-fields/extend-schema.ts. */
  @Field(() => OwnInput, OWN_INPUT)
  facets?: Record<string, OwnFieldsInput> | null;
}

@InputType({ description: 'The source of an article, and its ID there.' })
export class OriginInput {
  @Field(() => String, {
    description:
      'The name of the source, e.g. `cms`. At most 200 characters. That of an importer, such as `wordpress blog.example`, takes over what it imported.',
  })
  source!: string;

  @Field(() => String, {
    description: 'The ID of the article at the source, unique there. At most 500 characters.',
  })
  sourceId!: string;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'The absolute URL of the article at the source, http or https. At most 2,000 characters.',
  })
  url?: URL | string | null;
}

@DeclareFormerBody
@DeclareInputFields(ARTICLE_FIELDS, 'create')
@InputType({
  description:
    'The content of a new article. Sections are given by slug or ID, tags and authors by name, slug or ID; those ' +
    'with unknown names are created.',
})
export class CreateArticleInput extends (ArticleInput as ClassOf<ArticleInput & ArticleCreateValues>) {
  @Field(() => String, {
    nullable: true,
    description: `${SLUG} If omitted, it is derived from the title, with a number added if that is taken.`,
  })
  slug?: string | null;

  @Field(() => OriginInput, {
    nullable: true,
    description:
      'The source of the article. If an article has this source and ID, it is updated as `updateArticle` does: fields that are omitted stay, null clears. Otherwise it is created.',
  })
  origin?: OriginInput | null;
}

@DeclareFormerBody
@DeclareInputFields(ARTICLE_FIELDS, 'update')
@InputType({
  description:
    'The fields to change in an article; omitted fields stay. Null clears a field, except title and slug. ' +
    'A revision is saved even if nothing changes.',
})
export class UpdateArticleInput extends (ArticleInput as ClassOf<ArticleInput & ArticleUpdateValues>) {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the revision that the change is based on. Fails with CONFLICT if a later one was ' +
      'saved. If omitted, revisions are not compared.',
  })
  expectedRevision?: number | null;

  @Field(() => String, {
    nullable: true,
    description: `${SLUG} Unchanged if null or omitted. Once the new slug is published, the former path redirects to it.`,
  })
  slug?: string | null;
}

@InputType({
  description: 'The article to publish, and the time at which its latest revision becomes public.',
})
export class PublishArticleInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => Date, {
    nullable: true,
    description:
      'The time of publication. If omitted, the article is published now and an existing publication date ' +
      'stays. A future time schedules it and replaces an earlier schedule; what is public stays until ' +
      'then. A time more than a minute in the past is INVALID: see `publishedAt`.',
  })
  scheduledFor?: Date | null;

  @Field(() => Date, { nullable: true, ...formerName('scheduledFor') })
  at?: Date | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'The publication date shown to readers, if the article is published now. Defaults to the existing ' +
      'date, or to now. INVALID together with a future `scheduledFor`, or if it is more than a minute in the future.',
  })
  publishedAt?: Date | null;
}

@InputType({ description: 'The article to act on.' })
export class ArticleActionInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;
}

@InputType({ description: 'A correction of a published article, visible to readers at once.' })
export class AddCorrectionInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => String, {
    description: 'The text of the correction, as plain text. At most 2,000 characters.',
  })
  text!: string;

  @Field(() => Date, {
    nullable: true,
    description: 'The time of the correction. Defaults to now. INVALID if it is in the future.',
  })
  correctedAt?: Date | null;
}

@InputType({ description: 'The new text of a correction, visible to readers at once.' })
export class UpdateCorrectionInput {
  @Field(() => ID, { description: CORRECTION_ID })
  id!: string;

  @Field(() => String, {
    description: 'The text of the correction, as plain text. At most 2,000 characters.',
  })
  text!: string;

  @Field(() => Date, {
    nullable: true,
    description:
      'The new time of the correction. If omitted or null, it stays. INVALID if it is in the future.',
  })
  correctedAt?: Date | null;
}

@InputType({ description: 'The correction to remove.' })
export class RemoveCorrectionInput {
  @Field(() => ID, { description: CORRECTION_ID })
  id!: string;
}

@InputType({ description: 'The revision to restore, which is saved as a new revision.' })
export class RestoreRevisionInput {
  @Field(() => ID, { description: ARTICLE_ID })
  id!: string;

  @Field(() => Int, {
    description: 'The number of the revision to restore. Fails with NOT_FOUND if there is none.',
  })
  revision!: number;
}

@InputType({
  description:
    'The articles to show first in the related list of another article. They replace its current pins.',
})
export class PinRelatedArticlesInput {
  @Field(() => ID, { description: 'The ID of the article to which the others are pinned.' })
  id!: string;

  @Field(() => [String], {
    description:
      'The IDs or slugs of the articles to pin, in order. At most 20, without duplicates or the article ' +
      'itself. An empty list removes all pins.',
  })
  articles!: string[];
}
