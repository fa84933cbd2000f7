import type { Element } from 'hast';
import { isBlank } from '../../../content/html/element-kinds.js';
import { slugify } from '../../../shared/text/slug.js';
import { findElements } from '../../html/hast.js';
import { getElementNames } from '../layout/class-names.js';
import { isInterfaceText } from '../layout/labels.js';
import type { TextLine } from '../layout/lines.js';
import { getLineText } from '../layout/text-content.js';
import { decodeEntities, isThing } from './json-ld.js';
import { distinctNames, isBareName, isName, parseBylineNames } from './names.js';
import type { PageDocument } from './page-document.js';
import { parseWrittenDate } from './written-dates.js';

const BYLINE_START = /^(by|von|par|por|di|door)\s+\p{Lu}/iu;

/**
 * Returns the names of the authors in byline order: from metadata, with those that a byline near the headline
 * names too, else from the byline on the page.
 */
export function findAuthors(page: PageDocument, nearbyLines: TextLine[]): string[] {
  const declared = findDeclaredAuthors(page);
  if (declared.length === 0) return findBylineAuthors(page.tree, nearbyLines);
  const [byline] = nearbyLines.filter(({ text }) => BYLINE_START.test(text) && text.length < 120);
  const shown = byline ? parseBylineNames(byline.text) : [];
  const isWhole = declared.every((name) => shown.includes(name));
  if (isWhole) return shown;
  const others = shown.filter((name) => !declared.some((each) => isSamePerson(each, name)));
  return distinctNames([...declared, ...others]);
}

/** Returns true for two spellings of a name, such as `Ada K. Marsh` and `A. Marsh`. */
function isSamePerson(name: string, other: string): boolean {
  const [words, otherWords] = [slugify(name).split('-'), slugify(other).split('-')];
  return words.at(-1) === otherWords.at(-1) && words[0]?.[0] === otherWords[0]?.[0];
}

/** Returns the names of the authors in metadata. */
function findDeclaredAuthors({ head, data }: PageDocument): string[] {
  const isOrganisation = (value: unknown) =>
    isThing(value) && /Organi[sz]ation$/.test(String(value['@type']));
  const declared = data.getValues(data.article, 'author').filter((value) => !isOrganisation(value));
  const names = declared
    .flatMap((value) => getNames(value))
    .flatMap((name) => (isName(name) ? [name] : parseBylineNames(name)));
  if (names.length > 0) return distinctNames(names);
  const metas = head
    .getAll(
      'author',
      'article:author',
      'parsely-author',
      'sailthru.author',
      'byl',
      'dc.creator',
      'dcterms.creator',
      'citation_author',
      'article:author_name',
    )
    .filter((value) => !/^https?:/.test(value));
  return distinctNames(metas.flatMap(parseBylineNames));
}

/** Returns the names of the authors on the page. */
function findBylineAuthors(tree: PageDocument['tree'], nearbyLines: TextLine[]): string[] {
  const isByline = (each: Element) =>
    /(^|[\s"])author([\s"]|$)/.test(String(each.properties.rel ?? '')) ||
    getElementNames(each).some(
      (name) =>
        /(^|-)(by-?line|author|authors|author-name|writer)(-|$)/.test(name) &&
        !/bio|box|avatar|image|card/.test(name),
    );
  const bylineTexts = findElements(tree, isByline)
    .flatMap(splitBoxTexts)
    .filter((line) => line !== '' && line.length < 120 && !isInterfaceText(line));
  const bylineLines = nearbyLines
    .map(({ text }) => text)
    .filter((text) => BYLINE_START.test(text) && text.length < 120);
  for (const line of [...bylineTexts, ...bylineLines]) {
    const found = parseBylineNames(line);
    if (found.length > 0) return found;
  }
  return findBareName(nearbyLines);
}

/** Returns the texts of an element's inner boxes separately, so that adjacent names are not read as one. */
function splitBoxTexts(element: Element): string[] {
  const inner = element.children.filter((child) => !isBlank(child));
  const hasOnlyBoxes = inner.length > 1 && inner.every((child) => child.type === 'element');
  return hasOnlyBoxes ? inner.flatMap((child) => splitBoxTexts(child as Element)) : [getLineText(element)];
}

/** Returns the name on a line next to the date or reading time, or in front of the date on the same line. */
function findBareName(nearbyLines: TextLine[]): string[] {
  const isBeside = (line: TextLine | undefined) =>
    line !== undefined &&
    line.text.length < 60 &&
    (parseWrittenDate(line.text) !== null || isInterfaceText(line.text));
  const dated = nearbyLines.find(
    ({ text }) => text.length < 120 && /[|·•]/.test(text) && parseWrittenDate(text) !== null,
  );
  const first = (dated?.text ?? '').replace(/[|·•,].*/s, '').trim();
  if (isBareName(first)) return [first];
  const found = nearbyLines.find(
    ({ text }, i) => isBareName(text) && (isBeside(nearbyLines[i + 1]) || isBeside(nearbyLines[i - 1])),
  );
  return found ? parseBylineNames(found.text) : [];
}

function getNames(value: unknown): string[] {
  const name = isThing(value) ? value.name : value;
  return (Array.isArray(name) ? name : [name])
    .filter((each): each is string => typeof each === 'string')
    .map(decodeEntities);
}
