import { Field, ID, InputType, Int } from 'type-graphql';
import { OWN_INPUT, OwnInput } from '../../shared/own-input.js';
import { ROBOTS_INPUT, RobotsInput } from '../../shared/robots.js';
import { EmailAddressScalar, UrlScalar } from '../../shared/scalars.js';
import { ImageInput } from '../editing/editing.inputs.js';
import { MachineRightsInput } from '../machine-rights/machine-rights.type.js';
import type { OwnFieldsInput } from '../own-fields/parse-own-input.js';
import { SiteBoxInput } from '../site/box.inputs.js';

const SLUG = 'Lower-case letters, digits and hyphens. Defaults to a slug made from the name.';
const POSITION = 'The position among its siblings, counted from 0. A position past the end is the last.';
const SECTION_ID = 'The ID of the section. NOT_FOUND if there is none.';
const TAG_ID = 'The ID of the tag. NOT_FOUND if there is none.';
const AUTHOR_ID = 'The ID of the author. NOT_FOUND if there is none.';
const SERIES_ID = 'The ID of the series. NOT_FOUND if there is none.';
const NEW_SLUG = 'Lower-case letters, digits and hyphens. The former path redirects to the new one.';

const DESCRIPTION = 'Plain text, at most 1,000 characters.';

const TRANSLATION_LANGUAGE =
  'The BCP 47 tag of a further language of the site. INVALID for the primary language, whose texts are beside the list.';
const TRANSLATED = 'Null or an empty text removes it: that of the primary language stands in.';
const TRANSLATED_SLUG = `Lower-case letters, digits and hyphens, unique in the language. The former path redirects. ${TRANSLATED}`;

/** Texts in one further language that all terms have. */
@InputType()
abstract class TranslationFields {
  @Field(() => String, { description: TRANSLATION_LANGUAGE })
  language!: string;

  @Field(() => String, { nullable: true, description: TRANSLATED_SLUG })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The text for <title>, at most 300 characters. ${TRANSLATED}`,
  })
  seoTitle?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The text for <meta name="description">, at most 1,000 characters. ${TRANSLATED}`,
  })
  seoDescription?: string | null;
}

@InputType({
  description:
    'The texts of a section or a tag in a further language of the site. Omitted ones do not change.',
})
export class TermTranslationInput extends TranslationFields {
  @Field(() => String, {
    nullable: true,
    description: `The name, as plain text of at most 100 characters. ${TRANSLATED}`,
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The description, as plain text of at most 1,000 characters. ${TRANSLATED}`,
  })
  description?: string | null;
}

@InputType({
  description: 'The texts of a series in a further language of the site. Omitted ones do not change.',
})
export class SeriesTranslationInput extends TranslationFields {
  @Field(() => String, {
    nullable: true,
    description: `The title, as plain text of at most 200 characters. ${TRANSLATED}`,
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The description, as plain text of at most 1,000 characters. ${TRANSLATED}`,
  })
  description?: string | null;
}

@InputType({
  description: 'The texts of an author in a further language of the site. Omitted ones do not change.',
})
export class AuthorTranslationInput extends TranslationFields {
  @Field(() => String, {
    nullable: true,
    description: `The name, as plain text of at most 100 characters. ${TRANSLATED}`,
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The biography, as plain text of at most 5,000 characters. ${TRANSLATED}`,
  })
  bio?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The title of the job, as plain text of at most 200 characters. ${TRANSLATED}`,
  })
  role?: string | null;
}

const TRANSLATIONS = {
  nullable: true,
  description:
    'The texts in further languages of the site. Languages that are left out keep theirs. INVALID for a language that the site does not have.',
};

/** Fields of everything that has a page with a list of articles. */
@InputType()
abstract class PageFields {
  @Field(() => OwnInput, OWN_INPUT)
  fields?: OwnFieldsInput;

  @Field(() => String, {
    nullable: true,
    description: 'The text for <title>, if it is not the name. At most 300 characters.',
  })
  seoTitle?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The text for <meta name="description">, if it is not the description or the biography. At most 1,000 characters.',
  })
  seoDescription?: string | null;

  @Field(() => RobotsInput, ROBOTS_INPUT)
  robots?: RobotsInput | null;
}

@InputType({ description: 'The source of a section, tag or author, and its ID there.' })
export class TermOriginInput {
  @Field(() => String, {
    description:
      'The name of the source, e.g. `cms`. At most 200 characters. That of an importer, such as `wordpress blog.example`, finds what it imported.',
  })
  source!: string;

  @Field(() => String, { description: 'The ID at the source, unique there. At most 500 characters.' })
  sourceId!: string;
}

const ORIGIN = {
  nullable: true,
  description:
    'The source. If one with this source and ID exists, it is updated with the fields that are given; its name and slug change only if they differ from those that the origin had before. Otherwise it is created.',
};

@InputType()
class SectionFields extends PageFields {
  @Field(() => [TermTranslationInput], TRANSLATIONS)
  translations?: TermTranslationInput[] | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The ID or slug of the parent section. NOT_FOUND if there is none. Null for the top of the tree.',
  })
  parent?: string | null;

  @Field(() => ImageInput, { nullable: true, description: 'A picture for the page of the section.' })
  image?: ImageInput | null;

  @Field(() => [SiteBoxInput], {
    nullable: true,
    description:
      'The own boxes of the section in order, at most 20, which replace those that it has. Null for none. Its pages show the other boxes of the sections above and of the site too.',
  })
  boxes?: SiteBoxInput[] | null;

  @Field(() => MachineRightsInput, {
    nullable: true,
    description:
      'What machines may use the articles of the section for, and those of sections below it that state nothing. Null to state nothing.',
  })
  machineRights?: MachineRightsInput | null;

  /** ID or slug. The module of newsletters declares the field. */
  newsletter?: string | null;
}

@InputType({ description: 'A new section. It is public at once.' })
export class CreateSectionInput extends SectionFields {
  @Field(() => String, { description: 'The name, as plain text of at most 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: `${SLUG} Unique in the whole section tree.` })
  slug?: string | null;

  @Field(() => Int, { nullable: true, description: `${POSITION} Defaults to the last position.` })
  position?: number | null;

  @Field(() => TermOriginInput, ORIGIN)
  origin?: TermOriginInput | null;
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

  @Field(() => Boolean, {
    nullable: true,
    description:
      'False to show readers a section that has no published article yet, and those above it. INVALID to hide a section that they see.',
  })
  isHidden?: boolean | null;
}

@InputType({ description: 'The section to delete. It must contain no articles and no sections.' })
export class DeleteSectionInput {
  @Field(() => ID, { description: SECTION_ID })
  id!: string;
}

@InputType()
class TagFields extends PageFields {
  @Field(() => [TermTranslationInput], TRANSLATIONS)
  translations?: TermTranslationInput[] | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

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

  @Field(() => TermOriginInput, ORIGIN)
  origin?: TermOriginInput | null;
}

@InputType({
  description: 'Changes to a tag. Omitted fields do not change; null clears a field, except name and slug.',
})
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

/** Rows to merge into another one. */
export interface MergeInput {
  from: string[];
  into: string;
}

@InputType({ description: 'Tags to merge. The tags in `from` are deleted; their articles carry `into`.' })
export class MergeTagsInput implements MergeInput {
  @Field(() => [String], {
    description: 'The IDs or slugs of 1 to 50 tags. NOT_FOUND if one does not exist.',
  })
  from!: string[];

  @Field(() => String, { description: 'The ID or slug of the tag that remains. NOT_FOUND if there is none.' })
  into!: string;
}

@InputType({
  description: 'Authors to merge. The authors in `from` are deleted; their articles name `into`.',
})
export class MergeAuthorsInput implements MergeInput {
  @Field(() => [String], {
    description: 'The IDs or slugs of 1 to 50 authors. NOT_FOUND if one does not exist.',
  })
  from!: string[];

  @Field(() => String, {
    description: 'The ID or slug of the author that remains. NOT_FOUND if there is none.',
  })
  into!: string;
}

@InputType({
  description:
    'Sections to merge. The sections in `from` are deleted; their articles and subsections move to `into`.',
})
export class MergeSectionsInput implements MergeInput {
  @Field(() => [String], {
    description:
      'The IDs or slugs of 1 to 50 sections. NOT_FOUND if one does not exist; INVALID if `into` is below one of them.',
  })
  from!: string[];

  @Field(() => String, {
    description: 'The ID or slug of the section that remains. NOT_FOUND if there is none.',
  })
  into!: string;
}

@InputType({ description: 'The tag to delete. No article may carry it, published or draft.' })
export class DeleteTagInput {
  @Field(() => ID, { description: TAG_ID })
  id!: string;
}

@InputType({ description: 'A page of an author elsewhere, such as a profile on a social network.' })
export class AuthorLinkInput {
  @Field(() => UrlScalar, { description: 'The absolute URL, http or https. At most 2,000 characters.' })
  url!: URL | string;

  @Field(() => String, {
    nullable: true,
    description:
      'The text of the link, as plain text of at most 100 characters. Defaults to the name of the network, or the host.',
  })
  label?: string | null;
}

@InputType()
class AuthorFields extends PageFields {
  @Field(() => [AuthorTranslationInput], TRANSLATIONS)
  translations?: AuthorTranslationInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The title of the job, e.g. Science correspondent. Plain text, at most 200 characters.',
  })
  role?: string | null;

  @Field(() => EmailAddressScalar, {
    nullable: true,
    description: 'The address that readers may see. INVALID if it is not an email address.',
  })
  email?: string | null;

  @Field(() => [AuthorLinkInput], {
    nullable: true,
    description: "The author's pages elsewhere, at most 20. They replace the current ones.",
  })
  links?: AuthorLinkInput[] | null;

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

  @Field(() => TermOriginInput, ORIGIN)
  origin?: TermOriginInput | null;
}

@InputType({
  description:
    'Changes to an author. Omitted fields do not change; null clears a field, except name and slug.',
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

@InputType()
class SeriesFields extends PageFields {
  @Field(() => [SeriesTranslationInput], TRANSLATIONS)
  translations?: SeriesTranslationInput[] | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of parts that the series is to have, from 1 to 10,000. Null if it is open.',
  })
  parts?: number | null;

  @Field(() => ImageInput, { nullable: true, description: 'A picture for the page of the series.' })
  image?: ImageInput | null;
}

@InputType({
  description: 'A new series. It becomes public with the first published article that belongs to it.',
})
export class CreateSeriesInput extends SeriesFields {
  @Field(() => String, {
    description: 'The title, as plain text of at most 200 characters. Unique among series.',
  })
  title!: string;

  @Field(() => String, { nullable: true, description: SLUG.replace('name', 'title') })
  slug?: string | null;

  @Field(() => TermOriginInput, ORIGIN)
  origin?: TermOriginInput | null;
}

@InputType({
  description:
    'Changes to a series. Omitted fields do not change; null clears a field, except title and slug.',
})
export class UpdateSeriesInput extends SeriesFields {
  @Field(() => ID, { description: SERIES_ID })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The title, as plain text of at most 200 characters. Unique among series.',
  })
  title?: string | null;

  @Field(() => String, { nullable: true, description: NEW_SLUG })
  slug?: string | null;
}

@InputType({
  description: 'Series to merge. The series in `from` are deleted; their articles belong to `into`.',
})
export class MergeSeriesInput implements MergeInput {
  @Field(() => [String], {
    description: 'The IDs or slugs of 1 to 50 series. NOT_FOUND if one does not exist.',
  })
  from!: string[];

  @Field(() => String, {
    description: 'The ID or slug of the series that remains. NOT_FOUND if there is none.',
  })
  into!: string;
}

@InputType({ description: 'The series to delete. No article may belong to it, published or draft.' })
export class DeleteSeriesInput {
  @Field(() => ID, { description: SERIES_ID })
  id!: string;
}

@InputType({ description: 'The new order of the articles of a series.' })
export class OrderSeriesInput {
  @Field(() => ID, { description: SERIES_ID })
  id!: string;

  @Field(() => [String], {
    description:
      'The IDs or slugs of articles in order, at most 1,000, which become the parts 1, 2 and so on. Other articles of the series lose their part, and follow by date. NOT_FOUND if one does not exist, INVALID if it is not in the series.',
  })
  articles!: string[];
}
