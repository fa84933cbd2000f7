import type { SponsorRule } from '../../shared/sponsor-rules.js';
import type { SponsorColumns } from '../../shared/sponsorship.js';
import { htmlToText } from '../html/html-text.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import { getMeta, type WordPressItem, type WordPressTerm } from './wordpress-item.js';

/** Post type of sponsors in the plugin Newspack Sponsors. */
export const SPONSOR_TYPE = 'newspack_spnsrs_cpt';
/** Taxonomy with a term for each of these sponsors, which its posts have. */
export const SPONSOR_TAXONOMY = 'newspack_spnsrs_tax';
const URL_KEY = 'newspack_sponsor_url';
/** `native` for paid content, `underwritten` for support of the newsroom; of a post, in place of that of its sponsors. */
const SCOPE_KEY = 'newspack_sponsor_sponsorship_scope';
/** Set if a sponsor is not that of the posts in its categories and with its tags. */
const ONLY_DIRECT_KEY = 'newspack_sponsor_only_direct';
const PLUGIN_KEYS = [URL_KEY, SCOPE_KEY, ONLY_DIRECT_KEY];

/** Maximum characters of the name of a sponsor. */
const MAX_NAME_LENGTH = 200;
const TAXONOMIES = { category: 'category', tag: 'post_tag' };
const NOT_SPONSORED: SponsorColumns = { sponsorName: null, sponsorUrl: null };

interface Sponsor {
  name: string;
  url: string | null;
  isUnderwriter: boolean;
  /** Taxonomies and slugs of the terms whose posts it sponsors. */
  terms: ReadonlySet<string>;
}

/** Finds the sponsors of posts: those of the plugin Newspack Sponsors, and of the rules of the site. */
export class WordPressSponsors {
  rules: readonly SponsorRule[] = [];
  private readonly bySlug = new Map<string, Sponsor>();

  /** Names of the custom fields from which sponsors are read. */
  get metaKeys(): string[] {
    const own = this.rules.flatMap((rule) =>
      rule.by === 'field' ? [rule.key, rule.urlKey ?? []].flat() : [],
    );
    return [...PLUGIN_KEYS, ...own];
  }

  /** Names of the custom fields and taxonomies from which sponsors are read. */
  get usedKeys(): string[] {
    const taxonomies = this.rules.flatMap((rule) => (rule.by === 'taxonomy' ? [rule.taxonomy] : []));
    return [...this.metaKeys, SPONSOR_TAXONOMY, ...taxonomies];
  }

  /** Adds a sponsor of the plugin. Does nothing for items of other types. */
  add(item: WordPressItem): void {
    if (item.type !== SPONSOR_TYPE || item.status !== 'publish') return;
    const isOfTerms = !['1', 'true'].includes(getMeta(item, ONLY_DIRECT_KEY));
    this.bySlug.set(item.slug, {
      name: htmlToText(item.title),
      url: getMeta(item, URL_KEY).trim() || null,
      isUnderwriter: getMeta(item, SCOPE_KEY) === 'underwritten',
      terms: new Set(isOfTerms ? item.terms.map(toKey) : []),
    });
  }

  /** Returns the sponsor of a post. Others, and those that only support the newsroom, are named in warnings. */
  find(item: WordPressItem, warnings: ConversionWarnings): SponsorColumns {
    const sponsors = this.listPaying(item, warnings);
    const [sponsor, ...others] = sponsors.length > 0 ? sponsors : this.listByRules(item);
    if (!sponsor) return NOT_SPONSORED;
    if (others.length > 0) {
      const names = others.map(({ name }) => `"${name}"`).join(', ');
      warnings.add(`an article has one sponsor: "${sponsor.name}" is imported, ${names} left out`);
    }
    const name = sponsor.name.slice(0, MAX_NAME_LENGTH).trim();
    if (sponsor.url === null || isWebUrl(sponsor.url)) return { sponsorName: name, sponsorUrl: sponsor.url };
    warnings.add(`the URL of the sponsor "${name}" is invalid: left out`);
    return { sponsorName: name, sponsorUrl: null };
  }

  /** Lists the sponsors of the plugin who paid for a post. */
  private listPaying(item: WordPressItem, warnings: ConversionWarnings): Sponsor[] {
    const sponsors = this.listOfPlugin(item, warnings);
    const scope = getMeta(item, SCOPE_KEY);
    const isPaid = (sponsor: Sponsor) =>
      scope === 'native' || (scope !== 'underwritten' && !sponsor.isUnderwriter);
    for (const sponsor of sponsors)
      if (!isPaid(sponsor))
        warnings.add(`underwritten by "${sponsor.name}" in WordPress: not labelled as sponsored`);
    return sponsors.filter(isPaid);
  }

  /** Lists the sponsors that a post names, and then those of its categories and tags. */
  private listOfPlugin(item: WordPressItem, warnings: ConversionWarnings): Sponsor[] {
    const named = item.terms.filter(({ taxonomy }) => taxonomy === SPONSOR_TAXONOMY);
    const direct = named.map((term) => {
      const known = this.bySlug.get(term.slug);
      if (!known)
        warnings.add(
          `the sponsor "${term.name}" is not among the items: its URL is not known, nor if it paid`,
        );
      return (
        known ?? { name: term.name || term.slug, url: null, isUnderwriter: false, terms: new Set<string>() }
      );
    });
    const keys = item.terms.map(toKey);
    const ofTerms = [...this.bySlug.values()].filter(({ terms }) => keys.some((key) => terms.has(key)));
    return [...new Set([...direct, ...ofTerms])];
  }

  /** Lists the sponsors that the first rule finds which finds any. */
  private listByRules(item: WordPressItem): Pick<Sponsor, 'name' | 'url'>[] {
    for (const rule of this.rules) {
      const sponsors = findByRule(rule, item).filter(({ name }) => name !== '');
      if (sponsors.length > 0) return sponsors;
    }
    return [];
  }
}

function findByRule(rule: SponsorRule, item: WordPressItem): Pick<Sponsor, 'name' | 'url'>[] {
  if (rule.by === 'field') {
    const url = (rule.urlKey && getMeta(item, rule.urlKey).trim()) || null;
    return [{ name: htmlToText(getMeta(item, rule.key)), url }];
  }
  if (rule.by === 'taxonomy')
    return item.terms
      .filter(({ taxonomy }) => taxonomy === rule.taxonomy)
      .map(({ name, slug }) => ({ name: name || slug, url: null }));
  const taxonomy = TAXONOMIES[rule.by];
  const term = item.terms.find((each) => each.taxonomy === taxonomy && each.slug === rule.slug);
  return term ? [{ name: rule.name ?? (term.name || term.slug), url: null }] : [];
}

/** Returns the taxonomy and slug of a category or tag. */
function toKey({ taxonomy, slug }: WordPressTerm): string {
  return `${taxonomy} ${slug}`;
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text) && text.length <= 2_000;
}
