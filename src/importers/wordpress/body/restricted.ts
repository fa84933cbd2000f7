/** Words in the names of shortcodes and blocks that show their content to some readers only. */
const RESTRICTING_WORDS =
  /^(restrict|restricted|members?|membersonly|memberonly|memberships?|private|protect|protected|protector|paywall|premium|paid|subscribers?|loggedin|passster|ppwp)$/;
/** Words that give such a name another meaning: content for all others, forms, and lists of people. */
const OTHER_WORDS =
  /^(not|non|no|out|nonmembers?|visitors?|form|login|register|list|message|team|staff|board|band)$/;
/** Names of such shortcodes of plugins for memberships that have none of the words. */
const RESTRICTING_NAMES =
  /^(mepr-active|mepr-show|s2if|um_show_content|is_active|ihc-hide-content|groups_can|wpf)$/;

/**
 * Returns true for the name of a shortcode or block whose content plugins for memberships show to some readers only,
 * such as `restrict`, `members_only` or `premium-content/subscriber-view`.
 */
export function isRestricting(name: string): boolean {
  const own = name.toLowerCase().split('/').at(-1) ?? '';
  if (RESTRICTING_NAMES.test(own)) return true;
  const words = own.replace(/logged[-_]in/, 'loggedin').split(/[-_]/);
  return words.some((word) => RESTRICTING_WORDS.test(word)) && !words.some((word) => OTHER_WORDS.test(word));
}
