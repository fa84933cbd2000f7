import type { Root } from 'hast';
import { normalizeLabel } from './labels.js';
import { collectLines, getLinkRatio, type TextLine } from './lines.js';

/** Number of lines at the end of a text that may be about its author or lead elsewhere. */
const CLOSING_LINE_COUNT = 16;
const MAX_BIO_LENGTH = 700;
const MAX_PROMPT_LENGTH = 250;

/** Starts of lines that ask the reader to write to somebody or to follow them. */
const CONTACT_PROMPT =
  /^(contact|e-?mail|reach|write to|follow|(you can|to) (contact|e-?mail|reach|follow|find)|(got|have) (a|any) (news )?(tips?|stor(y|ies)|questions?|comments?|feedback)|send (us|your|tips|news|letters)|do you have (a|any)|let us know|join the|sign up|subscribe|like what you|if you (like|enjoy)ed|thanks for reading|this (article|story|newsletter) is free)\b/i;
const NEXT_LABEL =
  /^(next (on|in|from)|more (on|in|from|by)|by \p{Lu}[\p{L}.’'-]*|read (more|next)|related)\b/iu;

/**
 * Returns the lines at the end of a text that are not part of the article: notes about its authors, how to reach
 * them, and two or more links in a row.
 */
export function findClosingLines(text: Root, authors: string[]): TextLine[] {
  const closing: TextLine[] = [];
  let end = 0;
  let links = 0;
  for (const line of collectLines(text).slice(-CLOSING_LINE_COUNT).reverse()) {
    const isLink = isLinkLine(line);
    if (!isLink && !isClosing(line, authors)) break;
    closing.push(line);
    links += isLink ? 1 : 0;
    // A single link at the end, such as a source, belongs to the article.
    if (!isLink || links > 1) end = closing.length;
  }
  return closing.slice(0, end);
}

function isLinkLine({ element, text, isLinked, isCaption }: TextLine): boolean {
  if (text.length >= MAX_PROMPT_LENGTH || isCaption) return false;
  return isLinked || getLinkRatio(element) > 0.9;
}

function isClosing({ element, text, isCaption }: TextLine, authors: string[]): boolean {
  if (isCaption || /^(td|th|pre|h[1-6])$/.test(element.tagName)) return false;
  const line = normalizeLabel(text);
  const names = authors.map((name) => normalizeLabel(name)).filter((name) => name.includes(' '));
  if (text.length <= MAX_BIO_LENGTH && names.some((name) => isAbout(line, name))) return true;
  return text.length <= MAX_PROMPT_LENGTH && (CONTACT_PROMPT.test(line) || NEXT_LABEL.test(text));
}

/** Returns true if a line begins with a name and goes on with a sentence about its bearer. */
function isAbout(line: string, name: string): boolean {
  if (!line.startsWith(name)) return false;
  return /^(,? ?(is|was|has|have|are|covers|writes|reports|works|lives|teaches|joined|founded|serves|can be|contributed)\b|$|,| (ist|war|arbeitet|schreibt|est|travaille|es|trabaja|è|lavora|is een)\b)/.test(
    line.slice(name.length),
  );
}
