import type { Field, Fields } from './fields.js';
import { type Findings, quoted } from './findings.js';
import { oneLine, textOf, textsOf } from './values.js';

/**
 * The section and the tags. An article has one section, so the first category is it and the others become
 * tags, which the receipt says. `Science/Climate` and Hexo's `[[Science, Climate]]` are paths in the tree.
 */
export function readTaxonomy(fields: Fields, findings: Findings): { section: string[]; tags: string[] } {
  const written = fields.take('tags', 'tag', 'keywords');
  if (written !== undefined) noteSpaces(written, findings);
  const tags = textsOf(written, findings);
  const [section, ...others] = readCategories(fields, findings);
  return { section: section ?? [], tags: unique([...tags, ...others.flat()]) };
}

/** Every category as a path of names, the article's section first. */
function readCategories(fields: Fields, findings: Findings): string[][] {
  const written = fields.takeAll('section', 'category', 'categories');
  for (const field of written) noteSpaces(field, findings);
  const found = written.flatMap((field) => pathsOf(field, findings).map((path) => ({ field, path })));
  const paths = [...new Map(found.map((entry) => [JSON.stringify(entry.path), entry])).values()];
  const others = paths.slice(1).flatMap(({ path }) => path);
  if (others.length > 0) {
    findings.note(
      paths[1]!.field,
      `${quoted(paths[0]!.path.join('/'))} is taken as the section, the rest as tags: ${others.map(quoted).join(', ')}`,
    );
  }
  return paths.map(({ path }) => path);
}

function pathsOf(field: Field, findings: Findings): string[][] {
  const nested = Array.isArray(field.value) && field.value.some((entry) => Array.isArray(entry));
  if (!nested)
    return textsOf(field, findings)
      .map(steps)
      .filter((path) => path.length > 0);
  return field.entries().map((entry) => entry.entries().flatMap((step) => textOf(step, findings) ?? []));
}

function steps(path: string): string[] {
  return path.split('/').map(oneLine).filter(Boolean);
}

/** Jekyll takes such a text apart at its spaces, others do not: keep it whole, and say so. */
function noteSpaces(field: Field, findings: Findings): void {
  if (!['tags', 'categories'].includes(field.name) || typeof field.value !== 'string') return;
  if (/[,/]/.test(field.value) || !/\S\s+\S/.test(field.value)) return;
  findings.note(field, `${quoted(field.value)} is read as one name; for several, write a list`);
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)];
}
