import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { getMeta, getSourceId, type WordPressItem } from './wordpress-item.js';

/** Taxonomies in which Polylang has the languages, and the groups of translations of posts and of terms. */
export const POLYLANG = {
  languages: 'language',
  posts: 'post_translations',
  terms: 'term_translations',
} as const;

/** Custom fields that WPML's plugin Export and Import gives posts and terms. */
const WPML = {
  language: '_wpml_import_language_code',
  group: '_wpml_import_translation_group',
} as const;

/** Returns the locale from the description of a language of Polylang, which is a serialised list. */
export function readPolylangLocale(description: string): string | undefined {
  return /"locale";s:\d{1,3}:"([\w-]{2,40})"/.exec(description)?.[1];
}

/** Language of a category or tag, and the name that its translations share. */
export interface TermTranslation {
  language: string;
  group: string;
}

/** Languages of a site with Polylang or WPML. */
export class WordPressLanguages {
  /** BCP 47 tag of the site's own language; null if unknown. */
  main: string | null = null;
  /** Tags of Polylang's languages by their slug. */
  private readonly tags = new Map<string, string>();
  private readonly terms = new Map<string, TermTranslation>();

  /** Adds a language of Polylang. The locale says more than a slug of the editor's own, such as `english`. */
  addLanguage(slug: string, locale: string | undefined): void {
    const tag = toLanguageTag(slug) ?? (locale ? toLanguageTag(locale) : null);
    if (tag !== null) this.tags.set(slug, tag);
  }

  /** Adds a group of terms that Polylang stores as a serialised list of IDs by language: `s:2:"de";i:9;`. */
  addTermGroup(group: string, description: string): void {
    for (const [, slug = '', id = ''] of description.matchAll(/s:\d{1,3}:"([\w-]{1,40})";i:(\d{1,18});/g))
      this.addTerm(id, slug, group);
  }

  /** Adds the language and group of a term that has fields of WPML. */
  addTermMeta(id: string, getValue: (key: string) => string): void {
    const [language, group] = [getValue(WPML.language).trim(), getValue(WPML.group).trim()];
    if (language !== '' && group !== '') this.addTerm(id, language, group);
  }

  addTerm(id: string, languageSlug: string, group: string): void {
    const language = this.toTag(languageSlug);
    if (id !== '' && language !== null) this.terms.set(id, { language, group });
  }

  findTerm(id: string): TermTranslation | null {
    return this.terms.get(id) ?? null;
  }

  /** Returns the language of a post and the names of its group. */
  describeItem(item: WordPressItem): Pick<ImportedArticle, 'language' | 'translationKeys'> {
    const ofTaxonomy = item.terms.find(({ taxonomy }) => taxonomy === POLYLANG.languages)?.slug;
    const slug = item.translation?.language ?? (ofTaxonomy || getMeta(item, WPML.language).trim());
    const group = item.terms.find(({ taxonomy }) => taxonomy === POLYLANG.posts)?.slug;
    const named = group ?? getMeta(item, WPML.group).trim();
    const ids = item.translation?.ids.map((id) => getSourceId({ type: item.type, id })) ?? [];
    const keys = [...(named ? [named] : []), ...ids];
    return {
      language: slug ? this.toTag(slug) : null,
      ...(keys.length > 0 && { translationKeys: keys }),
    };
  }

  /** Returns the BCP 47 tag of a slug or locale; null for other words. */
  toTag(slug: string): string | null {
    return this.tags.get(slug) ?? toLanguageTag(slug);
  }
}

/** Returns the BCP 47 tag of a slug or locale of WordPress, such as `de_DE`; null for other words. */
export function toLanguageTag(text: string): string | null {
  return canonicalizeLanguageTag(
    text
      .trim()
      .replaceAll('_', '-')
      .replace(/-(formal|informal)$/i, ''),
  );
}

/** A category or tag in the group of its translations. */
interface Member<Term> {
  term: Term;
  language: string;
}

/** Lists groups of translated terms. The first of each is that of the site's own language, if there is one. */
export function groupTranslations<Term extends { id: string }>(
  terms: Iterable<Term>,
  languages: WordPressLanguages,
): [Member<Term>, ...Member<Term>[]][] {
  const groups = new Map<string, Member<Term>[]>();
  for (const term of terms) {
    const { group, language } = languages.findTerm(term.id) ?? {};
    if (group === undefined || language === undefined) continue;
    groups.set(group, [...(groups.get(group) ?? []), { term, language }]);
  }
  const isMain = ({ language }: Member<Term>) => getSubtag(language) === getSubtag(languages.main ?? '');
  return [...groups.values()].flatMap((members) => {
    const [first, ...others] = members.toSorted(
      (a, b) => Number(isMain(b)) - Number(isMain(a)) || Number(a.term.id) - Number(b.term.id),
    );
    return first === undefined || others.length === 0 ? [] : [[first, ...others]];
  });
}

function getSubtag(tag: string): string {
  return tag.toLowerCase().split('-', 1)[0] ?? '';
}
