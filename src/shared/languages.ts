import { canonicalizeLanguageTag } from './text/language-tag.js';

/** Languages as the settings name them, by BCP 47 tags. */
export interface LanguageSettings {
  /** The language of content without another one. */
  primary: string;
  /** The further languages of the site. */
  others?: readonly string[];
  /** For a language, those whose articles stand in for articles that it does not have, best first. */
  fallbacks?: Readonly<Record<string, readonly string[]>>;
  /** URLs of the front pages of languages that have a host of their own. */
  urls?: Readonly<Record<string, string>>;
}

/** The languages of a site. Content in any other language belongs to one of these. */
export class SiteLanguages {
  readonly primary: string;
  /** All languages, the primary one first. */
  readonly all: readonly string[];
  private readonly fallbacks: ReadonlyMap<string, readonly string[]>;
  private readonly urls: ReadonlyMap<string, string>;

  /** Throws an error if a fallback or URL is not that of a language of the site. */
  constructor({ primary, others = [], fallbacks = {}, urls = {} }: LanguageSettings) {
    this.primary = canonicalizeLanguageTag(primary) ?? primary;
    const tags = [primary, ...others].map((tag) => canonicalizeLanguageTag(tag) ?? tag);
    this.all = [...new Set(tags)];
    this.fallbacks = new Map(
      Object.entries(fallbacks).map(([tag, list]) => [
        this.require(tag),
        list.map((each) => this.require(each)),
      ]),
    );
    this.urls = new Map(Object.entries(urls).map(([tag, url]) => [this.require(tag), url]));
  }

  /** False if all content has one language, so that no request has to name it. */
  get areMany(): boolean {
    return this.all.length > 1;
  }

  /** Returns the language of the site with this tag, in any case; null if there is none. */
  find(tag: string): string | null {
    return this.all.find((each) => each.toLowerCase() === tag.toLowerCase()) ?? null;
  }

  /** Returns the languages whose articles stand in for missing ones of a language, best first. */
  getFallbacks(language: string): readonly string[] {
    return this.fallbacks.get(language) ?? [];
  }

  /** Returns the language of the site that content with a tag belongs to: its own, a related or the primary one. */
  resolve(tag: string | null | undefined): string {
    if (tag == null) return this.primary;
    return this.find(tag) ?? this.all.find((each) => getSubtag(each) === getSubtag(tag)) ?? this.primary;
  }

  /** Returns the first segment of the paths of a language, such as `/de`; empty for the primary language. */
  getPrefix(language: string): string {
    return language === this.primary ? '' : `/${language.toLowerCase()}`;
  }

  /** Returns the URL of the front page of a language with a host of its own; null for other languages. */
  getUrl(language: string): string | null {
    return this.urls.get(language) ?? null;
  }

  /** URLs of the front pages of languages with a host of their own, by the prefix of their paths. */
  get urlsByPrefix(): Record<string, string> {
    const others = [...this.urls].filter(([language]) => language !== this.primary);
    return Object.fromEntries(others.map(([language, url]) => [this.getPrefix(language), url]));
  }

  /** Returns the language that a path belongs to by its prefix. */
  findByPath(path: string): string {
    const first = path.split('/', 2)[1]?.toLowerCase();
    return this.all.slice(1).find((each) => each.toLowerCase() === first) ?? this.primary;
  }

  private require(tag: string): string {
    const found = this.find(tag);
    if (found !== null) return found;
    throw new Error(`"${tag}" is not a language of the site. Use one of ${this.all.join(', ')}`);
  }
}

function getSubtag(tag: string): string {
  return tag.toLowerCase().replace(/-.*/, '');
}
