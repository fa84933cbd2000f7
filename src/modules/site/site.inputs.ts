import { Field, InputType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';
import { ImageInput } from '../editing/editing.inputs.js';
import { MachineRightsInput } from '../machine-rights/machine-rights.type.js';
import { SiteBoxInput } from './box.inputs.js';

const FALLBACK = 'Null for the value of the environment.';

@InputType({ description: 'The texts of the publication in a further language. Omitted ones do not change.' })
export class SiteTranslationInput {
  @Field(() => String, {
    description: 'The BCP 47 tag of a further language of the site. INVALID for the primary language.',
  })
  language!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The name of the publication, as plain text of at most 200 characters. Null or an empty text removes it: that of the primary language stands in.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A sentence that describes the publication, as plain text of at most 1,000 characters.',
  })
  description?: string | null;
}

@InputType({
  description:
    'Changes to the publication. Omitted fields do not change. The URL and the languages are settings of the environment alone.',
})
export class UpdateSiteInput {
  @Field(() => String, {
    nullable: true,
    description: `The name of the publication, as plain text of at most 200 characters. ${FALLBACK}`,
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `A sentence that describes the publication, as plain text of at most 1,000 characters. ${FALLBACK}`,
  })
  description?: string | null;

  @Field(() => ImageInput, { nullable: true, description: `The logo. ${FALLBACK}` })
  logo?: ImageInput | null;

  @Field(() => [UrlScalar], {
    nullable: true,
    description: `The http or https URLs of profiles on social networks, at most 20. An empty list for none. ${FALLBACK}`,
  })
  socialProfiles?: (URL | string)[] | null;

  @Field(() => String, {
    nullable: true,
    description: `The IANA name of the time zone, e.g. Europe/Dublin. Newsletters that exist keep theirs. ${FALLBACK}`,
  })
  timeZone?: string | null;

  @Field(() => MachineRightsInput, {
    nullable: true,
    description: `What machines may use the texts of the site for, where sections and articles state nothing else. ${FALLBACK}`,
  })
  machineRights?: MachineRightsInput | null;

  @Field(() => [SiteBoxInput], {
    nullable: true,
    description:
      'The boxes of all pages in order, at most 20, which replace those that there are. Null for none.',
  })
  boxes?: SiteBoxInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'False to save the values as unpublished changes: the preview perspective shows them, and `publishSite` publishes them. Defaults to true: the values are public at once, and unpublished changes of the same fields are dropped.',
  })
  publish?: boolean | null;

  @Field(() => [SiteTranslationInput], {
    nullable: true,
    description:
      'The title and the description in further languages of the site. Languages that are left out keep theirs.',
  })
  translations?: SiteTranslationInput[] | null;

  /** ID or slug. The module of newsletters declares the field. */
  newsletter?: string | null;
}
