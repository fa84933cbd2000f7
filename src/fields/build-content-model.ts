import { z } from 'zod';
import {
  type ContentModel,
  DEFAULT_KIND,
  OWNERS,
  type OwnKind,
  toCamelCase,
  toConstantCase,
  toFacetName,
} from './content-model.js';
import { type Field, type FieldSet, getFrontMatterNames, isRestricted, MAX_SORTED_LENGTH } from './field.js';
import { RESERVED_NAMES } from './reserved-names.js';
import { siteFieldsSchema } from './site-fields-schema.js';

/** Maximum numbers of fields of a type, of kinds, and of groups within groups. */
const LIMITS = { fields: 100, kinds: 20, depth: 3 };
const NAME = /^[a-z][A-Za-z0-9]{0,49}$/;
const KIND_NAME = /^[A-Z][A-Za-z0-9]{0,49}$/;
const OPTION = /^[A-Z][A-Z0-9_]{0,49}$/;
const FILTERABLE = new Set([
  'text',
  'number',
  'boolean',
  'date',
  'select',
  'url',
  'image',
  'richText',
  'reference',
  'list',
]);
/** Types of the values of lists that can be filtered by. */
const FILTERABLE_ENTRIES = new Set(['text', 'number', 'date', 'select', 'url', 'reference']);

/** Fields and kinds of the configuration file. */
export interface SiteFields {
  fields?: { [Owner in (typeof OWNERS)[number]]?: FieldSet | undefined } | undefined;
  kinds?: Record<string, { description: string; fields: FieldSet }> | undefined;
}

/** Returns the checked model, or every error as `path in the file: remedy`. */
export function buildContentModel(site: SiteFields): { model: ContentModel } | { errors: string[] } {
  const { fields, kinds } = site;
  const parsed = siteFieldsSchema.safeParse({ fields, kinds });
  if (!parsed.success) return { errors: parsed.error.issues.map(formatIssue) };
  const errors: string[] = [];
  const report = (path: string, message: string) => errors.push(`${path}: ${message}`);
  for (const owner of OWNERS)
    checkSet(fields?.[owner] ?? {}, `fields.${owner}`, RESERVED_NAMES[owner], report);
  const ownKinds = Object.entries(kinds ?? {}).map(([name, kind]) => toOwnKind(name, kind));
  if (ownKinds.length > LIMITS.kinds) report('kinds', `at most ${LIMITS.kinds} kinds.`);
  for (const kind of ownKinds) checkKind(kind, ownKinds, fields?.article ?? {}, report);
  if (errors.length > 0) return { errors };
  const { article = {}, section = {}, tag = {}, author = {}, series = {} } = fields ?? {};
  return { model: { fields: { article, section, tag, author, series }, kinds: ownKinds } };
}

type Report = (path: string, message: string) => void;

function formatIssue({ path, message }: z.core.$ZodIssue): string {
  return `${path.join('.') || 'export default'}: ${message}`;
}

function toOwnKind(name: string, kind: { description: string; fields: FieldSet }): OwnKind {
  const { description, fields } = kind;
  return { name, value: toConstantCase(name), facet: toCamelCase(name), description, fields };
}

function checkKind(kind: OwnKind, all: OwnKind[], articleFields: FieldSet, report: Report): void {
  const path = `kinds.${kind.name}`;
  if (!KIND_NAME.test(kind.name)) {
    report(path, 'a kind is named in PascalCase, such as TravelGuide, in at most 50 letters and digits.');
  } else if (toFacetName(kind.value) !== kind.facet) {
    report(path, 'a kind has no two capitals in a row: write Faq or TvShow; choose another name.');
  }
  if (RESERVED_NAMES.kinds.has(kind.value)) {
    report(
      path,
      `${kind.value === DEFAULT_KIND ? 'every article is an Article' : 'the kind is built in'}; choose another name.`,
    );
  }
  if (RESERVED_NAMES.article.has(kind.facet) || Object.hasOwn(articleFields, kind.facet)) {
    report(path, `articles have a field "${kind.facet}" already; choose another name.`);
  }
  const other = all.find((each) => each.value === kind.value && each.name !== kind.name);
  if (other) report(path, `the kind ${other.name} has the same value ${kind.value}; choose another name.`);
  if (Object.keys(kind.fields).length === 0) report(`${path}.fields`, 'a kind has at least one field.');
  checkSet(kind.fields, `${path}.fields`, new Set(), report);
}

/** Checks the top-level fields of an owner or a kind. */
function checkSet(set: FieldSet, path: string, reserved: ReadonlySet<string>, report: Report): void {
  checkNames(set, path, report);
  const formerNames = new Map<string, string>();
  checkFrontMatter(set, path, reserved, report);
  for (const [name, field] of Object.entries(set)) {
    const place = `${path}.${name}`;
    if (reserved.has(name)) report(place, 'the name is that of a built-in field; choose another name.');
    const { renamedFrom } = field;
    if (renamedFrom !== undefined) {
      if (!NAME.test(renamedFrom)) report(`${place}.renamedFrom`, 'a name in camelCase, such as spiceLevel.');
      if (Object.hasOwn(set, renamedFrom))
        report(`${place}.renamedFrom`, `"${renamedFrom}" is still declared; remove it or this option.`);
      const other = formerNames.get(renamedFrom);
      if (other)
        report(`${place}.renamedFrom`, `"${other}" takes over the values of "${renamedFrom}" already.`);
      formerNames.set(renamedFrom, name);
    }
    if (field.isFilterable && !FILTERABLE.has(field.type)) {
      report(
        `${place}.isFilterable`,
        `a filter takes ${[...FILTERABLE].join(', ')} fields, not ${field.type}; remove the option.`,
      );
    }
    if (field.isFilterable && field.type === 'list' && !FILTERABLE_ENTRIES.has(field.of.type)) {
      report(
        `${place}.isFilterable`,
        `a filter takes lists of ${[...FILTERABLE_ENTRIES].join(', ')} fields, not of ${field.of.type}; remove the option.`,
      );
    }
    if (field.isSearchable) checkSearchable(field, place, path, report);
    if (field.isSortable) checkSortable(field, place, path, report);
    if (field.isFilterable && !isOfArticle(path))
      report(`${place}.isFilterable`, 'only lists of articles have a filter; remove the option.');
    if (field.isFilterable && isRestricted(field))
      report(
        `${place}.isFilterable`,
        "a filter would tell readers the value that access: 'article' hides; remove one of the options.",
      );
    checkField(field, place, report, 0);
  }
}

/** Checks that lists can be sorted by a field. */
function checkSortable(field: Field, place: string, path: string, report: Report): void {
  const isShort = field.type === 'text' && field.maxLength <= MAX_SORTED_LENGTH;
  if (!isShort && field.type !== 'number' && field.type !== 'date') {
    report(
      `${place}.isSortable`,
      `lists are sorted by number and date fields, and texts of at most ${MAX_SORTED_LENGTH} characters; remove the option.`,
    );
  }
  if (!isOfArticle(path))
    report(`${place}.isSortable`, 'only lists of articles have orders; remove the option.');
  if (isRestricted(field))
    report(
      `${place}.isSortable`,
      "an order would tell readers the value that access: 'article' hides; remove one of the options.",
    );
}

/** Checks that search can read a field. */
function checkSearchable(field: Field, place: string, path: string, report: Report): void {
  if (field.type !== 'text' && field.type !== 'richText')
    report(
      `${place}.isSearchable`,
      `search reads text and richText fields, not ${field.type}; remove the option.`,
    );
  if (!isOfArticle(path)) report(`${place}.isSearchable`, 'only articles are searched; remove the option.');
  if (isRestricted(field))
    report(
      `${place}.isSearchable`,
      "a search would tell readers words that the access of the article hides; add access: 'public' or remove the option.",
    );
}

/** Checks that a name in front matter belongs to one field: the import would else give it to two. */
function checkFrontMatter(set: FieldSet, path: string, reserved: ReadonlySet<string>, report: Report): void {
  const owners = new Map<string, string>();
  for (const [name, field] of Object.entries(set)) {
    for (const each of getFrontMatterNames(name, field)) {
      const place = `${path}.${name}.frontMatter`;
      if (reserved.has(each) && each !== name)
        report(place, `"${each}" is a built-in field in front matter; choose another name.`);
      const other = owners.get(each);
      if (other !== undefined && other !== name)
        report(place, `"${each}" is the name of the field ${other} in front matter; choose another name.`);
      owners.set(each, name);
    }
  }
}

function checkNames(set: FieldSet, path: string, report: Report): void {
  if (Object.keys(set).length > LIMITS.fields) report(path, `at most ${LIMITS.fields} fields.`);
  for (const name of Object.keys(set)) {
    if (name in Object.prototype)
      report(`${path}.${name}`, 'JavaScript has the name already; choose another.');
    if (NAME.test(name)) continue;
    report(
      `${path}.${name}`,
      'a field is named in camelCase, such as spiceLevel, in at most 50 letters and digits.',
    );
  }
}

/** Returns true for a path in the fields of articles or of a kind. */
function isOfArticle(path: string): boolean {
  return /^(fields\.article|kinds)(\.|$)/.test(path);
}

/** Checks the type's own options, and the fields within a list or group. */
function checkField(field: Field, path: string, report: Report, depth: number): void {
  if (field.access !== undefined && !isOfArticle(path))
    report(`${path}.access`, 'only articles have an access; remove the option.');
  if (field.isRequired && field.deprecationReason !== undefined)
    report(`${path}.deprecationReason`, 'a required field cannot be deprecated; remove isRequired first.');
  if (field.type === 'number' && field.min !== undefined && field.max !== undefined && field.min > field.max)
    report(`${path}.min`, `${field.min} is above max, ${field.max}.`);
  if (field.type === 'select') {
    for (const option of Object.keys(field.options)) {
      if (!OPTION.test(option))
        report(`${path}.options.${option}`, `an option is named in upper case: ${toConstantCase(option)}.`);
    }
    if (Object.keys(field.options).length === 0) report(`${path}.options`, 'at least one option.');
  }
  if (field.type === 'list') checkNested(field.of, `${path}.of`, report, depth);
  if (field.type !== 'group') return;
  if (depth >= LIMITS.depth) {
    report(path, `at most ${LIMITS.depth} groups within each other.`);
    return;
  }
  if (Object.keys(field.fields).length === 0) report(`${path}.fields`, 'a group has at least one field.');
  checkNames(field.fields, `${path}.fields`, report);
  for (const [name, each] of Object.entries(field.fields))
    checkNested(each, `${path}.fields.${name}`, report, depth + 1);
}

/** Options of a top-level field only. */
const TOP_LEVEL_OPTIONS = [
  'renamedFrom',
  'isFilterable',
  'isSortable',
  'isSearchable',
  'wordpress',
  'ghost',
] as const;

function checkNested(field: Field, path: string, report: Report, depth: number): void {
  for (const option of TOP_LEVEL_OPTIONS) {
    if (field[option] === undefined) continue;
    report(`${path}.${option}`, 'an option of top-level fields only; remove it here.');
  }
  checkField(field, path, report, depth);
}
