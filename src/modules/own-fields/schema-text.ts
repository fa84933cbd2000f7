import {
  type ContentModel,
  listOwnOrders,
  OWNERS,
  type Owner,
  toPascalCase,
} from '../../fields/content-model.js';
import { type Field, type FieldSet, isRestricted, type ListField } from '../../fields/field.js';
import { FILTERABLE_FIELDS } from '../../fields/filterable-fields.js';
import { REFERENCE_TYPES } from '../../fields/own-value.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

/** Place of types that the conditions of several fields share. */
const SHARED = 'a condition of a filter';

/** Input types by owner, with the fields of the owner. */
const INPUTS: Record<Owner, string[]> = {
  article: ['CreateArticleInput', 'UpdateArticleInput'],
  section: ['CreateSectionInput', 'UpdateSectionInput'],
  tag: ['CreateTagInput', 'UpdateTagInput'],
  author: ['CreateAuthorInput', 'UpdateAuthorInput'],
  series: ['CreateSeriesInput', 'UpdateSeriesInput'],
};

const INPUT_RULE = 'Omitted fields stay as they are; null clears a field.';

/** Thrown if the graph cannot have a type that the site's configuration needs. */
class TypeNameError extends UserFacingError {
  override name = 'TypeNameError';
}

/** Definitions of a model in GraphQL's schema language, with the fields of each generated object type. */
export interface SchemaText {
  text: string;
  types: Map<string, FieldSet>;
}

/**
 * Writes the schema of own fields and kinds, and of conditions on built-in fields. Throws TypeNameError if a type's
 * name is taken.
 */
export function writeSchemaText(model: ContentModel, isTaken: (typeName: string) => boolean): SchemaText {
  const writer = new SchemaWriter(isTaken);
  for (const owner of OWNERS) writer.addOwner(owner, model.fields[owner]);
  for (const { name, facet, value, description, fields } of model.kinds) {
    writer.addKind({ name, facet, value, description, fields });
  }
  writer.addColumnFilter();
  writer.addFilter(model);
  writer.addOrders(model);
  return { text: writer.definitions.join('\n'), types: writer.types };
}

class SchemaWriter {
  readonly definitions: string[] = [];
  readonly types = new Map<string, FieldSet>();
  private readonly places = new Map<string, string>();
  /** Values of orders. */
  private readonly values = new Set<string>();

  constructor(private readonly isTaken: (typeName: string) => boolean) {}

  addOwner(owner: Owner, fields: FieldSet): void {
    if (Object.keys(fields).length === 0) return;
    const type = toPascalCase(owner);
    const place = `fields.${owner}`;
    const article = owner === 'article' || owner === 'author' ? 'an' : 'a';
    this.addTypes(`${type}Fields`, fields, place, {
      prefix: type,
      description: `The site's own fields of ${article} ${owner}.`,
    });
    this.extend('type', type, `${describe("The site's own fields.")} fields: ${type}Fields!`);
    for (const input of INPUTS[owner]) {
      this.extend(
        'input',
        input,
        `${describe(`The site's own fields. ${INPUT_RULE}`)} fields: ${type}FieldsInput`,
      );
    }
  }

  addKind({ name, facet, value, description, fields }: ContentModel['kinds'][number]): void {
    this.addTypes(name, fields, `kinds.${name}`, { prefix: name, description });
    this.extend('enum', 'ArticleKind', `${describe(description)} ${value}`);
    const rule = `Null unless the \`kind\` of the article is ${value}.`;
    this.extend('type', 'Article', `${describe(`The fields of a ${name}. ${rule}`)} ${facet}: ${name}`);
    for (const input of INPUTS.article) {
      const inputRule = `INVALID unless the \`kind\` of the article is ${value}.`;
      this.extend(
        'input',
        input,
        `${describe(`The fields of a ${name}. ${inputRule} ${INPUT_RULE}`)} ${facet}: ${name}Input`,
      );
    }
  }

  addColumnFilter(): void {
    for (const condition of this.buildConditions(FILTERABLE_FIELDS, 'Article'))
      this.extend('input', 'ArticleFilter', condition);
  }

  addFilter({ fields, kinds }: ContentModel): void {
    const conditions = this.buildConditions(fields.article, 'Article');
    for (const { name, facet, fields, value } of kinds) {
      const own = this.buildConditions(fields, name);
      if (own.length === 0) continue;
      this.claim(`${name}Filter`, `kinds.${name}`);
      this.define('input', `${name}Filter`, `Conditions on the fields of a ${name}, combined (and).`, own);
      conditions.push(
        `${describe(`Conditions on the fields of articles of the kind ${value}.`)} ${facet}: ${name}Filter`,
      );
    }
    if (conditions.length === 0) return;
    this.claim('ArticleFieldsFilter', 'fields.article');
    this.define(
      'input',
      'ArticleFieldsFilter',
      "Conditions on the site's own fields, combined (and).",
      conditions,
    );
    this.extend(
      'input',
      'ArticleFilter',
      `${describe("Conditions on the site's own fields.")} fields: ArticleFieldsFilter`,
    );
  }

  addOrders(model: ContentModel): void {
    for (const { value, scope, name, kind, isDescending, field } of listOwnOrders(model)) {
      const direction = isDescending ? 'descending' : 'ascending';
      const text = `By \`${kind ? scope : 'fields'}.${name}\`, ${direction}. Articles without a value come last.`;
      if (this.values.has(value))
        throw new TypeNameError(
          `${kind ? `kinds.${kind.name}` : 'fields.article'}.${name} in the site's configuration: another field has the order ${value} already. Choose another name.`,
        );
      this.values.add(value);
      this.extend('enum', 'ArticleOrder', `${describe(text)} ${value}${deprecate(field)}`);
    }
  }

  /** Adds the object type and the input type of a set of fields. */
  private addTypes(
    name: string,
    fields: FieldSet,
    place: string,
    { prefix, description }: { prefix: string; description: string },
  ): void {
    this.claim(name, place);
    this.claim(`${name}Input`, place);
    this.types.set(name, fields);
    const entries = Object.entries(fields).map(([fieldName, field]) => {
      const type = this.resolveType(field, `${prefix}${toPascalCase(fieldName)}`, `${place}.${fieldName}`);
      return { fieldName, field, type };
    });
    const output = entries.map(({ fieldName, field, type }) => {
      const nullability = field.type === 'list' ? '!' : '';
      return `${describe(describeOutput(field, place))} ${fieldName}: ${type.output}${nullability}${deprecate(field)}`;
    });
    const input = entries.map(
      ({ fieldName, field, type }) =>
        `${describe(describeInput(field))} ${fieldName}: ${type.input}${deprecate(field)}`,
    );
    this.define('type', name, description, output);
    this.define('input', `${name}Input`, description, input);
  }

  /** Returns the type of a field in objects and inputs, and adds the types that it needs. */
  private resolveType(field: Field, name: string, place: string): { output: string; input: string } {
    switch (field.type) {
      case 'text':
        return same('String');
      case 'number':
        return same(field.isInteger ? 'Int' : 'Float');
      case 'boolean':
        return same('Boolean');
      case 'date':
        return same(field.isDay ? 'Date' : 'DateTime');
      case 'url':
        return same('URL');
      case 'richText':
        return { output: 'RichText', input: 'RichTextInput' };
      case 'image':
        return { output: 'Image', input: 'ImageInput' };
      case 'reference':
        return { output: REFERENCE_TYPES[field.to], input: 'String' };
      case 'select': {
        this.claim(name, place);
        const options = Object.entries(field.options).map(([value, about]) => `${describe(about)} ${value}`);
        this.define('enum', name, field.description, options);
        return same(name);
      }
      case 'group':
        this.addTypes(name, field.fields, place, { prefix: name, description: field.description });
        return { output: name, input: `${name}Input` };
      case 'list': {
        const entry = this.resolveType(field.of, name, place);
        return { output: `[${entry.output}!]`, input: `[${entry.input}!]` };
      }
    }
  }

  private buildConditions(fields: FieldSet, prefix: string): string[] {
    return Object.entries(fields).flatMap(([name, field]) => {
      if (!field.isFilterable) return [];
      const type = this.resolveConditionType(field, `${prefix}${toPascalCase(name)}`);
      const text =
        field.type === 'image' || field.type === 'richText'
          ? `${field.description} True if there is one.`
          : field.description;
      return [`${describe(text)} ${name}: ${type}${deprecate(field)}`];
    });
  }

  private resolveConditionType(field: Field, enumName: string): string {
    switch (field.type) {
      case 'boolean':
      case 'image':
      case 'richText':
        return 'Boolean';
      case 'reference':
        return 'ReferenceFilter';
      case 'list':
        return this.resolveListCondition(field.of, enumName);
      case 'number':
        // IntRange and DateTimeRange are types of the graph.
        if (field.isInteger) return 'IntRange';
        return this.useOnce('FloatRange', 'A range of numbers.', [
          `${describe('At least this.')} min: Float`,
          `${describe('At most this.')} max: Float`,
        ]);
      case 'date':
        if (!field.isDay) return 'DateTimeRange';
        return this.useOnce('DateRange', 'A range of days.', [
          `${describe('At this day or later.')} after: Date`,
          `${describe('Before this day.')} before: Date`,
        ]);
      case 'select':
        return this.useOnce(`${enumName}Filter`, 'A condition on the value.', listConditions(enumName));
      default:
        return this.useOnce('TextFilter', 'A condition on the whole text.', listConditions('String'));
    }
  }

  private resolveListCondition(entry: ListField['of'], enumName: string): string {
    if (entry.type === 'reference') return 'ReferenceFilter';
    const input = getEntryType(entry, enumName);
    return this.useOnce(
      `${input === 'String' ? 'Text' : input}ListFilter`,
      'A condition on the values of a list.',
      [
        `${describe('The list has one of these values, at most 100.')} any: [${input}!]`,
        `${describe('The list has all of these values, at most 10.')} all: [${input}!]`,
        `${describe('The list has none of these values, at most 100.')} none: [${input}!]`,
      ],
    );
  }

  /** Adds an input type that several fields share. */
  private useOnce(name: string, description: string, lines: string[]): string {
    if (this.places.get(name) === SHARED) return name;
    this.claim(name, SHARED);
    this.define('input', name, description, lines);
    return name;
  }

  private claim(name: string, place: string): void {
    const other = this.isTaken(name) ? 'the graph' : this.places.get(name);
    if (other !== undefined) {
      throw new TypeNameError(
        `${place} in the site's configuration: its GraphQL type would be ${name}, which ${other} has already. Choose another name.`,
      );
    }
    this.places.set(name, place);
  }

  private define(keyword: string, name: string, description: string, lines: string[]): void {
    this.definitions.push(`${describe(description)}\n${keyword} ${name} {\n${lines.join('\n')}\n}`);
  }

  private extend(keyword: string, name: string, line: string): void {
    this.definitions.push(`extend ${keyword} ${name} {\n${line}\n}`);
  }
}

/** Returns the input type of the values of a list that can be filtered. */
function getEntryType(entry: ListField['of'], enumName: string): string {
  if (entry.type === 'number') return entry.isInteger ? 'Int' : 'Float';
  if (entry.type === 'date') return entry.isDay ? 'Date' : 'DateTime';
  return entry.type === 'select' ? enumName : 'String';
}

function same(type: string): { output: string; input: string } {
  return { output: type, input: type };
}

function listConditions(type: string): string[] {
  return [
    `${describe('One of these values, at most 100.')} any: [${type}!]`,
    `${describe('None of these values, at most 100, or no value.')} none: [${type}!]`,
  ];
}

function describe(text: string): string {
  return JSON.stringify(text);
}

function deprecate({ deprecationReason }: Field): string {
  return deprecationReason === undefined ? '' : ` @deprecated(reason: ${JSON.stringify(deprecationReason)})`;
}

/** Adds to the description of a field of an article who may read it. */
function describeOutput(field: Field, place: string): string {
  const isOfArticle = /^(fields\.article|kinds)(\.|$)/.test(place);
  if (!isOfArticle || !isRestricted(field)) return field.description;
  const absent = field.type === 'list' ? 'Empty' : 'Null';
  return `${field.description} ${absent} unless \`access.isGranted\` of the article is true.`;
}

/** Adds the limits of a field to its description. */
function describeInput(field: Field): string {
  const limits: string[] = [];
  if (field.type === 'text') limits.push(`At most ${field.maxLength.toLocaleString('en')} characters.`);
  if (field.type === 'number' && field.min !== undefined) limits.push(`At least ${field.min}.`);
  if (field.type === 'number' && field.max !== undefined) limits.push(`At most ${field.max}.`);
  if (field.type === 'list') limits.push(`At most ${field.maxItems.toLocaleString('en')} values.`);
  if (field.type === 'reference')
    limits.push(
      `The ID or slug of ${field.to === 'tag' || field.to === 'section' ? 'a' : 'an'} ${field.to}. NOT_FOUND if there is none.`,
    );
  if (field.isRequired) limits.push('Required.');
  return [field.description, ...limits].join(' ');
}
