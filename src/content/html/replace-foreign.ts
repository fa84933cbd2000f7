import type { Element, ElementContent, Root } from 'hast';
import { cleanFormula } from './clean-formula.js';
import { visitElements } from './visit-elements.js';

/** Elements of a drawing that have words for readers. */
const WORDED = new Set(['title', 'desc', 'text']);
/** Elements that the sanitizer removes with text that readers would miss. */
const REMOVED = new Set(
  'textarea select datalist template noscript noembed xmp plaintext applet noframes frameset title'.split(
    ' ',
  ),
);
/** Elements with code, which is removed too. */
const CODE = new Set(['script', 'style']);

/** What a body loses when it is sanitised, one sentence each. */
export interface Losses {
  /** Texts and drawings, which readers would miss. */
  removed: Set<string>;
  /** Elements that readers would not miss. */
  dropped: Set<string>;
}

/** Adds losses of a part of a body to those of the body. */
export function addLosses(losses: Losses, { removed, dropped }: Losses): void {
  for (const loss of removed) losses.removed.add(loss);
  for (const loss of dropped) losses.dropped.add(loss);
}

const DRAWING =
  'The drawing (<svg>) cannot be kept in a body. Upload it as a file of the media library, and show it with <img>.';

/**
 * Makes formulas in MathML safe, and replaces drawings in SVG by their words. Adds drawings, and elements that the
 * sanitizer removes with their text, to the losses.
 */
export function replaceForeign(tree: Root, { removed, dropped }: Losses): void {
  visitElements(tree, (element, index, parent) => {
    const { tagName } = element;
    if (tagName === 'math') parent.children[index] = cleanFormula(element);
    else if (tagName === 'svg') {
      const words = getWords(element);
      if (words === '' && String(element.properties.ariaHidden) === 'true')
        dropped.add('A drawing (<svg>) that is marked as decoration was removed.');
      else removed.add(DRAWING);
      parent.children[index] = { type: 'text', value: words };
      element.children = []; // They are visited next.
    } else if (REMOVED.has(tagName) && getText(element) !== '')
      removed.add(`<${tagName}> cannot be kept in a body, nor its text. Put the text into a paragraph.`);
    else if (CODE.has(tagName)) dropped.add(`<${tagName}> was removed.`);
  });
}

/** Returns the label, title, description and texts of a drawing. */
function getWords(svg: Element): string {
  const words: string[] = [];
  const label = String(svg.properties.ariaLabel ?? '').trim();
  if (label !== '') words.push(label);
  visitElements(svg, (element) => {
    if (!WORDED.has(element.tagName)) return;
    const text = getText(element);
    if (text !== '' && !words.includes(text)) words.push(text);
  });
  return words.join(' ');
}

function getText(node: Element | ElementContent): string {
  // The parser reads the content of <noscript> and others as text, with its tags.
  if (node.type === 'text')
    return node.value
      .replace(/<[^<>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  if (node.type !== 'element') return '';
  // The parser puts the content of a <template> into a separate property, not its children.
  const children = [...node.children, ...((node.content?.children ?? []) as ElementContent[])];
  return children.map(getText).filter(Boolean).join(' ');
}
