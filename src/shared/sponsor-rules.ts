/** How a site marks articles that a sponsor paid for. */
export type SponsorRule =
  /** A custom field has the name of the sponsor, and another one its URL. */
  | { by: 'field'; key: string; urlKey: string | null }
  /** The term of a taxonomy is the sponsor. */
  | { by: 'taxonomy'; taxonomy: string }
  /** Articles of a category or tag are sponsored, by the sponsor of this name or else by one with the name of the term. */
  | { by: 'category' | 'tag'; slug: string; name: string | null };

const FORMS =
  'field:<key>, field:<key>=<key of the URL>, taxonomy:<name>, category:<slug>, category:<slug>=<sponsor>, tag:<slug> or tag:<slug>=<sponsor>';

/** Parses a rule such as `field:sponsor_name=sponsor_url` or `tag:sponsored`. Throws a SyntaxError that names the forms. */
export function parseSponsorRule(text: string): SponsorRule {
  const [, by = '', name = '', value = null] = /^(\w+):([^=\s]+)(?:=(.*\S))?$/.exec(text.trim()) ?? [];
  if (by === 'field') return { by, key: name, urlKey: value };
  if (by === 'taxonomy' && value === null) return { by, taxonomy: name };
  if (by === 'category' || by === 'tag') return { by, slug: name, name: value };
  throw new SyntaxError(`"${text.trim()}" is no rule for sponsors. Write ${FORMS}.`);
}
