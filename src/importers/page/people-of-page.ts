import type { Element } from 'hast';
import { isBlank } from '../../shared/content/element-kinds.js';
import { findAll } from '../hast.js';
import { namesOf } from './class-names.js';
import type { Page } from './facts.js';
import { decoded, isThing } from './json-ld.js';
import { isScreenLine } from './labels.js';
import type { Line } from './lines.js';
import { isBareName, isName, namesIn } from './names.js';
import { lineIn } from './text-content.js';
import { writtenDate } from './written-dates.js';

/** Who wrote an article, in the order of its byline. */
export function authorsOf({ tree, head, data }: Page, near: Line[]): string[] {
  const isOrganisation = (value: unknown) =>
    isThing(value) && /Organi[sz]ation$/.test(String(value['@type']));
  const told = data.values(data.article, 'author').filter((value) => !isOrganisation(value));
  const names = told
    .flatMap((value) => nameOf(value))
    .flatMap((name) => (isName(name) ? [name] : namesIn(name)));
  if (names.length > 0) return [...new Set(names)];
  const metas = head
    .all(
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
  const named = metas.flatMap(namesIn);
  if (named.length > 0) return [...new Set(named)];
  const isByline = (each: Element) =>
    /(^|[\s"])author([\s"]|$)/.test(String(each.properties.rel ?? '')) ||
    namesOf(each).some(
      (name) =>
        /(^|-)(by-?line|author|authors|author-name|writer)(-|$)/.test(name) &&
        !/bio|box|avatar|image|card/.test(name),
    );
  const shown = findAll(tree, isByline)
    .flatMap(partsOf)
    .filter((line) => line !== '' && line.length < 120 && !isScreenLine(line));
  const written = near
    .map(({ text }) => text)
    .filter((text) => /^(by|von|par|por|di|door)\s+\p{Lu}/iu.test(text) && text.length < 120);
  for (const line of [...shown, ...written]) {
    const found = namesIn(line);
    if (found.length > 0) return found;
  }
  return bareName(near);
}

/** What stands beside one another in boxes of their own is not read as one. */
function partsOf(element: Element): string[] {
  const inner = element.children.filter((child) => !isBlank(child));
  const isOfBoxes = inner.length > 1 && inner.every((child) => child.type === 'element');
  return isOfBoxes ? inner.flatMap((child) => partsOf(child as Element)) : [lineIn(element)];
}

/** A line that is nothing but a name, beside the date or the time that reading takes. */
function bareName(near: Line[]): string[] {
  const isBeside = (line: Line | undefined) =>
    line !== undefined &&
    line.text.length < 60 &&
    (writtenDate(line.text) !== null || isScreenLine(line.text));
  const dated = near.find(
    ({ text }) => text.length < 120 && /[|·•]/.test(text) && writtenDate(text) !== null,
  );
  const first = (dated?.text ?? '').split(/[|·•,]/)[0]!.trim();
  if (isBareName(first)) return [first];
  const found = near.find(
    ({ text }, i) => isBareName(text) && (isBeside(near[i + 1]) || isBeside(near[i - 1])),
  );
  return found ? namesIn(found.text) : [];
}

function nameOf(value: unknown): string[] {
  const name = isThing(value) ? value.name : value;
  return (Array.isArray(name) ? name : [name])
    .filter((each): each is string => typeof each === 'string')
    .map(decoded);
}
