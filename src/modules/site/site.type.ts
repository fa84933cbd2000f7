import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import { Robots } from '../../shared/robots.js';
import { UrlScalar } from '../../shared/scalars.js';
import type { SponsoredLabels } from '../../shared/sponsorship.js';
import type { Image } from '../image/image.type.js';
import { Node } from '../node/node.type.js';

/** CSS selectors of elements of an article's page. */
export interface PageSelectors {
  /** The part of the body that only members may read; a selector of one class. */
  paywall: string;
  /** What assistants are to read aloud. */
  speakable: string[];
}

@ObjectType({ implements: Node, description: 'The publication whose content the API serves.' })
export class Site extends Node {
  override id = 0;

  @Field(() => String, { description: 'The name of the publication, as plain text.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A sentence that describes the publication, as plain text.',
  })
  description!: string | null;

  @Field(() => UrlScalar, {
    description: "The URL of the site's front page. The `url` of every article begins with it.",
  })
  url!: string;

  @Field(() => String, {
    description: "The BCP 47 tag of the site's language, e.g. en or pt-BR.",
  })
  language!: string;

  languageUrls!: Readonly<Record<string, string>>;

  @Field(() => [String], {
    description: 'The BCP 47 tags of all languages of the site, that of `language` first.',
  })
  languages!: string[];

  @Field(() => String, {
    description:
      'The IANA name of the time zone of the site, e.g. Europe/Dublin. The months of `archive` and the years of search begin in it.',
  })
  timeZone!: string;

  /** The logo of the environment; SiteResolver has the one that editors set. */
  logo!: Image | null;
  /** The logo that editors set; null for that of the environment. */
  logoId: number | null = null;
  /** The newsletter that pages offer. */
  newsletterId: number | null = null;

  @Field(() => [UrlScalar], { description: "The URLs of the site's profiles on social networks." })
  socialProfiles!: string[];

  @Field(() => Robots, {
    description:
      'What search engines may do with all pages of the site. `isIndexed` is false for a copy of the site, such as one for tests.',
  })
  robots!: Robots;

  sponsoredLabels!: SponsoredLabels;
  /** CSS selectors of the elements of an article's page that JSON-LD names. */
  selectors!: PageSelectors;

  @Field(() => Date, {
    nullable: true,
    description:
      'The time of the last change of its settings by an editor or an import, other than of its boxes. Null if the environment alone describes the site.',
  })
  updatedAt: Date | null = null;

  /** Title and description in further languages of the site. */
  texts?: unknown;
  /** URL of the search page, with {search_term_string} in place of the query; null if there is none. */
  searchUrl?: string | null;
  /** What it states that machines may use it for. */
  machineRights: string | null = null;
}

@ObjectType({ description: 'The result of a change of the site.' })
export class UpdateSitePayload {
  /** False if the mutation failed. */
  isUpdated!: boolean;

  @Field(() => [UserError], { description: 'The errors of the input. Empty if the mutation succeeded.' })
  userErrors!: UserError[];
}
