import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import {
  formatStatement,
  listStatementErrors,
  MachinePriceUnit,
  type MachinePriceValue,
  type MachineRightsStatement,
  MachineUse,
  PURPOSES,
  type StatementError,
} from '../../shared/machine-rights.js';
import { UrlScalar } from '../../shared/scalars.js';
import type { XmlContent } from '../../shared/text/xml.js';
import { Section } from '../section/section.type.js';

registerEnumType(MachineUse, {
  name: 'MachineUse',
  description: 'Whether machines may use a text for a purpose.',
  valuesConfig: {
    ALLOWED: { description: 'Everybody may use the text for the purpose.' },
    LICENSED: { description: 'Only clients with a license may use the text for the purpose.' },
    FORBIDDEN: { description: 'Nobody may use the text for the purpose.' },
  },
});
registerEnumType(MachinePriceUnit, {
  name: 'MachinePriceUnit',
  description: 'What a price is for. The names are those of the payment types of RSL 1.0.',
  valuesConfig: {
    CRAWL: { description: 'Each fetch of the text.' },
    USE: { description: 'Each answer that is made with the text.' },
    TRAINING: { description: 'Each model that is trained with the text.' },
    PURCHASE: { description: 'A license without an end.' },
    SUBSCRIPTION: { description: 'A license for a time, which the terms name.' },
  },
});

export enum MachineRightsSource {
  ARTICLE = 'ARTICLE',
  SECTION = 'SECTION',
  SITE = 'SITE',
  ROBOTS = 'ROBOTS',
  DEFAULT = 'DEFAULT',
}

registerEnumType(MachineRightsSource, {
  name: 'MachineRightsSource',
  description: 'Where a right of machines comes from.',
  valuesConfig: {
    ARTICLE: { description: 'The article states it.' },
    SECTION: { description: 'The section, or one above it, states it.' },
    SITE: { description: 'The site states it, as editors or the environment set it.' },
    ROBOTS: { description: '`robots.isIndexed` of the article or of the site is false.' },
    DEFAULT: { description: 'Nothing states it, so that the use is allowed.' },
  },
});

const AMOUNT = 'The amount as a decimal number, e.g. 0.05.';
const CURRENCY = 'The ISO 4217 code of the currency, e.g. EUR.';
const PER = 'What the price is for.';

@ObjectType({ description: 'The price of a licensed use.' })
export class MachinePrice implements MachinePriceValue {
  @Field(() => String, { description: AMOUNT })
  amount!: string;

  @Field(() => String, { description: CURRENCY })
  currency!: string;

  @Field(() => MachinePriceUnit, { description: PER })
  per!: MachinePriceUnit;
}

@InputType({ description: 'The price of a licensed use.' })
export class MachinePriceInput implements MachinePriceValue {
  @Field(() => String, { description: `${AMOUNT} More than 0, with at most 4 decimals.` })
  amount!: string;

  @Field(() => String, { description: CURRENCY })
  currency!: string;

  @Field(() => MachinePriceUnit, { description: PER })
  per!: MachinePriceUnit;
}

const PURPOSE_DESCRIPTIONS = {
  search: 'Showing the page in the results of search engines.',
  answers: 'Quoting or summarizing the text in the answers of assistants and answer engines.',
  training: 'Training models with the text.',
};
const STATED = 'Null if the statement does not say: the next one above does.';

@InputType({
  description:
    'What machines may use texts for. Replaces the whole statement. INVALID if values contradict each other, such as a price without a licensed use.',
})
export class MachineRightsInput {
  @Field(() => MachineUse, { nullable: true, description: `${PURPOSE_DESCRIPTIONS.search} ${STATED}` })
  search?: MachineUse | null;

  @Field(() => MachineUse, { nullable: true, description: `${PURPOSE_DESCRIPTIONS.answers} ${STATED}` })
  answers?: MachineUse | null;

  @Field(() => MachineUse, { nullable: true, description: `${PURPOSE_DESCRIPTIONS.training} ${STATED}` })
  training?: MachineUse | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      'The http or https URL of the terms of the uses of this statement. At most 2,000 characters. A licensed use needs it or a price.',
  })
  license?: URL | string | null;

  @Field(() => MachinePriceInput, {
    nullable: true,
    description: 'The price of the licensed uses of this statement.',
  })
  price?: MachinePriceInput | null;
}

@ObjectType('MachineRightsStatement', {
  description: 'What a revision states that machines may use the article for.',
})
export class MachineRightsStatementType {
  @Field(() => MachineUse, { nullable: true, description: `${PURPOSE_DESCRIPTIONS.search} ${STATED}` })
  search!: MachineUse | null;

  @Field(() => MachineUse, { nullable: true, description: `${PURPOSE_DESCRIPTIONS.answers} ${STATED}` })
  answers!: MachineUse | null;

  @Field(() => MachineUse, { nullable: true, description: `${PURPOSE_DESCRIPTIONS.training} ${STATED}` })
  training!: MachineUse | null;

  @Field(() => UrlScalar, { nullable: true, description: 'The URL of the terms.' })
  license!: string | null;

  @Field(() => MachinePrice, { nullable: true, description: 'The price of the licensed uses.' })
  price!: MachinePrice | null;
}

@ObjectType({ description: 'Whether machines may use a text for one purpose, and on which terms.' })
export class MachineRight {
  @Field(() => MachineUse, { description: 'Whether the use is allowed.' })
  use!: MachineUse;

  @Field(() => UrlScalar, { nullable: true, description: 'The URL of the terms. Null if none are stated.' })
  license!: string | null;

  @Field(() => MachinePrice, {
    nullable: true,
    description: 'The price. Null unless the use is licensed and a price is stated.',
  })
  price!: MachinePriceValue | null;

  @Field(() => MachineRightsSource, { description: 'Where the right comes from.' })
  source!: MachineRightsSource;

  @Field(() => Section, {
    nullable: true,
    description: 'The section that states the right. Null if another source does.',
  })
  section!: Section | null;
}

@ObjectType({ description: 'A header field of an HTTP response.' })
export class HttpHeader {
  @Field(() => String, { description: 'The name in lower case, e.g. content-usage.' })
  name!: string;

  @Field(() => String, { description: 'The value, e.g. train-ai=n.' })
  value!: string;
}

@ObjectType({ description: 'A <meta name content> element.' })
export class NamedMeta {
  @Field(() => String, { description: 'The name, e.g. tdm-reservation.' })
  name!: string;

  @Field(() => String, { description: 'The value as plain text. Escape it when inserting it into HTML.' })
  content!: string;
}

/** The rights of a text that are stated, in the forms in which exits say them. */
export interface RightsSignals {
  /** Header fields by name in lower case. */
  headers: Record<string, string>;
  /** Sentence for people. */
  text: string;
  /** Preference of AIPREF, such as `train-ai=n, search=y`. */
  contentUsage: string;
  /** URL and media type of the license document. */
  licenseDocument: string;
  licenseType: string;
  /** Elements `license` of RSL with the prefix `rsl:`, and their namespace. */
  licenses: { [name: string]: XmlContent }[];
  namespace: string;
}

/** What search engines may show of articles and pages that state nothing themselves. */
export interface SearchRights {
  /** Of articles in no section, and of pages of tags, authors and series. */
  isAllowedBySite: boolean;
  /** IDs of the sections of which they may not show articles. */
  forbiddenSections: number[];
}

/** The rights of a page by purpose. */
export type ResolvedRights = Pick<MachineRights, 'search' | 'answers' | 'training'>;

@ObjectType({
  description:
    'What machines may use a page for. Of each purpose the nearest statement counts: that of the article, of its primary section or one above it, or of the site.',
})
export class MachineRights {
  @Field(() => MachineRight, {
    description: `${PURPOSE_DESCRIPTIONS.search} FORBIDDEN also if \`robots.isIndexed\` of the article or the site is false.`,
  })
  search!: MachineRight;

  @Field(() => MachineRight, { description: PURPOSE_DESCRIPTIONS.answers })
  answers!: MachineRight;

  @Field(() => MachineRight, { description: PURPOSE_DESCRIPTIONS.training })
  training!: MachineRight;

  @Field(() => [HttpHeader], {
    description:
      'The header fields for the response with the page: Content-Usage (IETF AIPREF), tdm-reservation and tdm-policy (TDMRep), and Link to the license document. Empty if nothing is stated.',
  })
  headers!: HttpHeader[];

  @Field(() => [NamedMeta], {
    description: 'The elements for the <head> of the page: those of TDMRep. Empty if nothing is stated.',
  })
  meta!: NamedMeta[];

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      'The URL of the license document for <link rel="license" type="application/rsl+xml">. Null if nothing is stated.',
  })
  licenseDocument!: string | null;
}

/** Returns the stored text of an input; null for one that states nothing. */
export function formatRightsInput(input: MachineRightsInput | null): string | null {
  return input && formatStatement(toStatement(input));
}

/** Returns the errors of an input. */
export function listRightsErrors(input: MachineRightsInput | null | undefined): StatementError[] {
  return input ? listStatementErrors(toStatement(input)) : [];
}

function toStatement({ license, price, ...uses }: MachineRightsInput): MachineRightsStatement {
  const statement: MachineRightsStatement = {};
  for (const purpose of PURPOSES) {
    const use = uses[purpose];
    if (use != null) statement[purpose] = use;
  }
  if (license != null) statement.license = String(license);
  if (price != null) statement.price = { ...price };
  return statement;
}

/** Returns a statement with null for what it does not say. */
export function describeStatement(statement: MachineRightsStatement): MachineRightsStatementType {
  const { search = null, answers = null, training = null, license = null, price = null } = statement;
  return { search, answers, training, license, price };
}

export const MACHINE_RIGHTS_INPUT = {
  nullable: true,
  description: 'What machines may use the text for. Null to state nothing.',
} as const;
