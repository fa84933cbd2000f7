import type { Element } from 'hast';
import { isBlank } from '../../../content/html/element-kinds.js';
import { findElements } from '../../html/hast.js';
import { getElementNames } from '../layout/class-names.js';
import { isInterfaceText } from '../layout/labels.js';
import type { TextLine } from '../layout/lines.js';
import { getLineText } from '../layout/text-content.js';
import { decodeEntities, isThing } from './json-ld.js';
import { distinctNames, isBareName, isName, parseBylineNames } from './names.js';
import type { PageDocument } from './page-document.js';
import { parseWrittenDate } from './written-dates.js';

/** Returns the names of the authors in byline order: from metadata, else from the byline on the page. */
export function findAuthors({ tree, head, data }: PageDocument, nearbyLines: TextLine[]): string[] {
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
  const metaNames = metas.flatMap(parseBylineNames);
  if (metaNames.length > 0) return distinctNames(metaNames);
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
    .filter((text) => /^(by|von|par|por|di|door)\s+\p{Lu}/iu.test(text) && text.length < 120);
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
  const first = (dated?.text ?? '').split(/[|·•,]/)[0]!.trim();
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
