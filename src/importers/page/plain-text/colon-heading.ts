/** Limits of a heading that ends with a colon. */
const MOST = { letters: 60, words: 8 };

/** Words that start a question. Questions are headings even with a verb: `What is at stake:`. */
const QUESTION =
  /^(what|why|how|who|where|when|which|was|warum|wie|wer|wo|wann|pourquoi|comment|qui|où|qué|por qué|cómo)\b/iu;
/** Words of a sentence that introduces a list: it contains a verb or refers to the lines below. */
const ANNOUNCES =
  /\b(following|follows?|below|includ(e|es|ed|ing)|such as|namely|these|those|is|are|was|were|be|been|has|have|had|will|would|can|could|should|must|may|might|do|does|did|said|says|say|agreed|agree|voted|decided|asked|called|found|listed|named|told|wrote|added|made|gave|came|need|needs|want|wants|folgende[rns]?|sind|ist|war|waren|haben|hat|sagte|suivante?s?|sont|est|siguientes?|son|seguintes?|são)\b/iu;

/**
 * Returns true if a line that ends with a colon is a heading, judged by its length, punctuation and words.
 * Titles in title case and questions may contain a verb; other headings may not.
 */
export function isColonHeading(line: string): boolean {
  const words = line.replace(/:$/, '').trim();
  const all = words.split(/\s+/);
  if (!line.endsWith(':') || words.length > MOST.letters || all.length > MOST.words) return false;
  if (/[.,;:!?](\s|$)/.test(words) || !/^["“'‘(]?[\p{Lu}\p{N}]/u.test(words)) return false;
  return isTitleCase(all) || QUESTION.test(words) || !ANNOUNCES.test(words);
}

/** Returns true if all words of more than three letters begin with a capital. */
function isTitleCase(words: string[]): boolean {
  const long = words.filter((word) => word.length > 3);
  return long.length > 1 && long.every((word) => /^[^\p{L}]*\p{Lu}/u.test(word));
}
