/** Longest heading that ends with a colon. */
const MOST = { letters: 60, words: 8 };

/** Questions are headings although they have a verb: `What is at stake:`. */
const QUESTION =
  /^(what|why|how|who|where|when|which|was|warum|wie|wer|wo|wann|pourquoi|comment|qui|où|qué|por qué|cómo)\b/iu;
/** Words by which a sentence announces what comes: it has a verb, or points below. */
const ANNOUNCES =
  /\b(following|follows?|below|includ(e|es|ed|ing)|such as|namely|these|those|is|are|was|were|be|been|has|have|had|will|would|can|could|should|must|may|might|do|does|did|said|says|say|agreed|agree|voted|decided|asked|called|found|listed|named|told|wrote|added|made|gave|came|need|needs|want|wants|folgende[rns]?|sind|ist|war|waren|haben|hat|sagte|suivante?s?|sont|est|siguientes?|son|seguintes?|são)\b/iu;

/**
 * Whether a line that ends with a colon is a heading by its shape: at most 60 letters and 8 words, no other mark of a
 * clause in it, and no verb by which a sentence announces a list, unless it asks. In title case it is one even then.
 */
export function isColonHeading(line: string): boolean {
  const words = line.replace(/:$/, '').trim();
  const all = words.split(/\s+/);
  if (!line.endsWith(':') || words.length > MOST.letters || all.length > MOST.words) return false;
  if (/[.,;:!?](\s|$)/.test(words) || !/^["“'‘(]?[\p{Lu}\p{N}]/u.test(words)) return false;
  return isTitleCase(all) || QUESTION.test(words) || !ANNOUNCES.test(words);
}

/** All words but the short ones begin with a capital, as in newspapers' headings. */
function isTitleCase(words: string[]): boolean {
  const long = words.filter((word) => word.length > 3);
  return long.length > 1 && long.every((word) => /^[^\p{L}]*\p{Lu}/u.test(word));
}
