import { Field, Int, ObjectType } from 'type-graphql';
import { ARTICLE_FIELDS, type ArticleFieldValues } from '../../fields/article.fields.js';
import { type ClassOf, DeclareFields } from '../../fields/graphql-fields.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { Robots } from '../../shared/robots.js';
import { HtmlScalar, JsonScalar } from '../../shared/scalars.js';
import { SPONSORSHIP_FIELD, Sponsorship } from '../../shared/sponsorship.js';
import { Image } from '../image/image.type.js';
import { MachineRightsStatementType } from '../machine-rights/machine-rights.type.js';

@ObjectType('RichTextSource', { description: 'A text as it was entered, in one of two formats.' })
export class RichTextSourceText {
  @Field(() => HtmlScalar, { nullable: true, description: 'The text, if it was entered as HTML.' })
  html!: string | null;

  @Field(() => String, { nullable: true, description: 'The text, if it was entered as Markdown.' })
  markdown!: string | null;
}

@ObjectType({ description: 'A correction as a revision has it.' })
export class RevisionCorrection {
  @Field(() => String, { description: 'The text of the correction, as plain text.' })
  text!: string;

  @Field(() => Date, { description: 'The time of the correction.' })
  correctedAt!: Date;
}

@ObjectType({ description: 'The series of an article, and its place in it, as a revision has them.' })
export class RevisionSeries {
  @Field(() => String, { description: 'The title or slug of the series, as it was at the time.' })
  name!: string;

  @Field(() => Int, { nullable: true, description: 'The number of the part, counted from 1.' })
  part!: number | null;
}

/** The class that gets the fields of ARTICLE_FIELDS. */
abstract class Content {}

@DeclareFields(ARTICLE_FIELDS)
@ObjectType({
  description:
    'The whole content of a revision as it was entered, by the names of `UpdateArticleInput`. Values that follow from others are null.',
})
export class ArticleRevisionContent extends (Content as ClassOf<Omit<ArticleFieldValues, 'machineRights'>>) {
  @Field(() => String, { description: 'The slug of the article.' })
  slug!: string;

  @Field(() => RichTextSourceText, { description: 'The body, before it was sanitized.' })
  body!: RichTextSourceText;

  @Field(() => [String], {
    description:
      'The paths of the sections from the top down, e.g. `world/asia`, the primary one first. Slugs or names, as they were at the time.',
  })
  sections!: string[];

  @Field(() => [String], { description: 'The names or slugs of the tags, as they were at the time.' })
  tags!: string[];

  @Field(() => [String], {
    description: 'The names or slugs of the authors in the order of the byline, as they were at the time.',
  })
  authors!: string[];

  @Field(() => Image, { nullable: true, description: 'The lead picture.' })
  image!: Image | null;

  @Field(() => RevisionSeries, { nullable: true, description: 'The series that the article belongs to.' })
  series!: RevisionSeries | null;

  @Field(() => String, {
    nullable: true,
    description: 'The fixed path. Null if it follows from the primary section and the slug.',
  })
  path!: string | null;

  @Field(() => [String], { description: 'The former paths that redirect to the article.' })
  aliases!: string[];

  @Field(() => Date, {
    nullable: true,
    description: 'The publication date shown to readers. Null if it is the time of the publication.',
  })
  publishedAt!: Date | null;

  @Field(() => AccessLevel, { description: 'Who may read the whole article.' })
  access!: AccessLevel;

  @Field(() => ArticleKind, { description: 'The kind of the article.' })
  kind!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The BCP 47 tag of the language. Null for that of the site.',
  })
  override language!: string | null;

  @Field(() => Robots, { description: 'The rights of search engines.' })
  robots!: Robots;

  @Field(() => Sponsorship, SPONSORSHIP_FIELD)
  sponsorship!: Sponsorship | null;

  @Field(() => MachineRightsStatementType, {
    nullable: true,
    description: 'What the article states that machines may use it for. Null if it states nothing.',
  })
  machineRights!: MachineRightsStatementType | null;

  @Field(() => [RevisionCorrection], { description: 'The corrections, earliest first.' })
  corrections!: RevisionCorrection[];

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'The values of own fields by name, those of a kind below its name. Rich texts are their source, references are IDs. Null if there are none.',
  })
  fields!: unknown;
}
