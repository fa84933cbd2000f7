/** Attributes whose value is the URL of an organization, an account or a page. */
const LINKS = ['member', 'belongto', 'control', 'controlledby', 'social', 'vendor', 'customer', 'disclosure'];
const VALUES: Record<string, RegExp> = { contact: /^\S+$/, datatrainingallowed: /^(yes|no)$/ };

/**
 * Returns true if a text is an entry of trust.txt, such as `member=https://www.example.org/`
 * (https://journallist.net/reference-document-for-trust-txt-specifications).
 */
export function isTrustEntry(text: string): boolean {
  const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (LINKS.includes(name)) return /^https?:/.test(value) && URL.canParse(value);
  return VALUES[name]?.test(value) === true;
}
