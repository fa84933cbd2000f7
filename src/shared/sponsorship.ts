import { Field, InputType, ObjectType } from 'type-graphql';
import { UrlScalar } from './scalars.js';

/** Columns of an article that a sponsor paid for; null for any other article. */
export interface SponsorColumns {
  sponsorName: string | null;
  sponsorUrl: string | null;
}

/** Labels of sponsored articles by BCP 47 tag. */
export type SponsoredLabels = Readonly<Record<string, string>>;

/** Labels that a site can replace. German law asks for the word Anzeige. */
export const DEFAULT_SPONSORED_LABELS: SponsoredLabels = {
  en: 'Sponsored',
  de: 'Anzeige',
  fr: 'Contenu sponsorisé',
  es: 'Contenido patrocinado',
  ar: 'محتوى مدفوع',
};

@ObjectType({ description: 'Who paid for an article, and how it is labelled.' })
export class Sponsorship {
  @Field(() => String, { description: 'The name of the sponsor, as plain text.' })
  name!: string;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'The URL of the sponsor. Link to it with rel="sponsored".',
  })
  url!: string | null;

  /** BCP 47 tag of the article; null for the language of the site. */
  language!: string | null;
}

@InputType({ description: 'Who paid for an article.' })
export class SponsorshipInput {
  @Field(() => String, {
    description: 'The name of the sponsor, as plain text. At most 200 characters. INVALID if empty.',
  })
  name!: string;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'The absolute URL of the sponsor, http or https. At most 2,000 characters.',
  })
  url?: URL | string | null;
}

export const SPONSORSHIP_FIELD = {
  nullable: true,
  description: 'Who paid for the article. Null for an article of the newsroom.',
} as const;

export const SPONSORSHIP_INPUT = {
  nullable: true,
  description: 'Who paid for the article. Replaces the sponsorship as a whole; null removes it.',
} as const;

/** Returns the sponsorship of an article, or null. A URL without a name is none. */
export function toSponsorship({
  sponsorName,
  sponsorUrl,
  language,
}: SponsorColumns & { language: string | null }): Sponsorship | null {
  if (sponsorName === null) return null;
  return Object.assign(new Sponsorship(), { name: sponsorName, url: sponsorUrl, language });
}

/** Returns the columns that an input sets; none if it is omitted. */
export function toSponsorColumns(input: SponsorshipInput | null | undefined) {
  if (input === undefined) return {};
  return { sponsorName: input?.name ?? null, sponsorUrl: input?.url ?? null };
}

/** Returns the label of sponsored articles in a language, in a shorter form of its tag, or in English. */
export function getSponsoredLabel(labels: SponsoredLabels, language: string): string {
  const subtags = language.split('-');
  const tags = subtags.map((_, i) => subtags.slice(0, subtags.length - i).join('-'));
  const label = tags.map((tag) => labels[tag]).find((each) => each !== undefined);
  return label ?? labels.en ?? 'Sponsored';
}

/** Site data that labels follow. */
export interface LabelledSite {
  language: string;
  sponsoredLabels: SponsoredLabels;
}

/** Returns the label of an article in its language; null for an article of the newsroom. */
export function getArticleLabel(
  { sponsorName, language }: Pick<SponsorColumns, 'sponsorName'> & { language: string | null },
  site: LabelledSite,
): string | null {
  return sponsorName === null ? null : getSponsoredLabel(site.sponsoredLabels, language ?? site.language);
}

/** Returns the headline of an article for lists that show nothing else of it: after the label, if it has one. */
export function labelHeadline(
  article: Pick<SponsorColumns, 'sponsorName'> & { title: string; language: string | null },
  site: LabelledSite,
): string {
  const label = getArticleLabel(article, site);
  return label === null ? article.title : `${label}: ${article.title}`;
}
