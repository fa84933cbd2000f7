import type { Field, Fields } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { readText, readTexts, toSingleLine } from '../front-matter/values.js';

/**
 * Reads the section and the tags. The first category becomes the section and the others become tags, with a
 * warning; `Science/Climate` and Hexo's `[[Science, Climate]]` are section paths.
 */
export function readTaxonomy(fields: Fields, findings: Findings): { section: string[]; tags: string[] } {
  const tagsField = fields.take('tags', 'tag', 'keywords');
  if (tagsField !== undefined) warnAboutSpaces(tagsField, findings);
  const tags = readTexts(tagsField, findings);
  const [section, ...others] = readCategories(fields, findings);
  return { section: section ?? [], tags: dedupe([...tags, ...others.flat()]) };
}

/** Returns every category as a path of names. The first is the article's section. */
function readCategories(fields: Fields, findings: Findings): string[][] {
  const categoryFields = fields.takeAll('section', 'category', 'categories');
  for (const field of categoryFields) warnAboutSpaces(field, findings);
  const found = categoryFields.flatMap((field) =>
    readCategoryPaths(field, findings).map((path) => ({ field, path })),
  );
  const paths = [...new Map(found.map((entry) => [JSON.stringify(entry.path), entry])).values()];
  const others = paths.slice(1).flatMap(({ path }) => path);
  if (others.length > 0) {
    findings.addWarning(
      paths[1]!.field,
      `${quoteValue(paths[0]!.path.join('/'))} is used as the section, the others as tags: ${others.map(quoteValue).join(', ')}`,
    );
  }
  return paths.map(({ path }) => path);
}

function readCategoryPaths(field: Field, findings: Findings): string[][] {
  const isNested = Array.isArray(field.value) && field.value.some((entry) => Array.isArray(entry));
  if (!isNested)
    return readTexts(field, findings)
      .map(splitPath)
      .filter((path) => path.length > 0);
  return field.entries().map((entry) => entry.entries().flatMap((part) => readText(part, findings) ?? []));
}

function splitPath(path: string): string[] {
  return path.split('/').map(toSingleLine).filter(Boolean);
}

/** Warns that a text with spaces is read as one name: Jekyll splits it at spaces, other generators do not. */
function warnAboutSpaces(field: Field, findings: Findings): void {
  if (!['tags', 'categories'].includes(field.name) || typeof field.value !== 'string') return;
  if (/[,/]/.test(field.value) || !/\S\s+\S/.test(field.value)) return;
  findings.addWarning(field, `${quoteValue(field.value)} is read as one name; for several, write a list`);
}

function dedupe(texts: string[]): string[] {
  return [...new Set(texts)];
}
