import {
  type ColumnField,
  getFrontMatterNames,
  type NumberField,
  type TextField,
} from '../../../fields/field.js';
import type { ColumnFieldSet, FieldValues } from '../../../fields/field-values.js';
import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readBoolean, readLanguageTag, readNumber, readText, readUrl } from '../front-matter/values.js';
import { readDate } from './publication.js';

/** Reads the values of defined fields; null for those that the front matter does not have. */
export function readDefinedFields<Definitions extends ColumnFieldSet>(
  definitions: Definitions,
  fields: Fields,
  findings: Findings,
): FieldValues<Definitions> {
  const take = createTaker(fields);
  const values = Object.entries(definitions).map(([name, definition]) => {
    const found = getFrontMatterNames(name, definition).reduce<FrontMatterField | undefined>(
      (field, path) => field ?? take(path),
      undefined,
    );
    return [name, found === undefined ? null : readValue(definition, found, findings)];
  });
  return Object.fromEntries(values) as FieldValues<Definitions>;
}

/** Returns a function that takes a field by its name or by `group.name`. */
export function createTaker(fields: Fields): (path: string) => FrontMatterField | undefined {
  const groups = new Map<string, Fields>();
  return (path) => {
    const [name, nestedName] = path.split('.') as [string, string?];
    if (nestedName === undefined) return fields.take(name);
    const group = groups.get(name) ?? fields.peek(name)?.fields();
    if (!group?.peek(nestedName)) return undefined;
    groups.set(name, group);
    fields.take(name);
    return group.take(nestedName);
  };
}

function readValue(definition: ColumnField, field: FrontMatterField, findings: Findings): unknown {
  switch (definition.type) {
    case 'text':
      if (definition.isLanguageTag) return readLanguageTag(field, findings);
      return readNormalText(definition, field, findings);
    case 'url':
      return readUrl(field, findings);
    case 'boolean':
      return readBoolean(field, findings);
    case 'date':
      return readDate(field, findings);
    case 'number':
      return readDefinedNumber(definition, field, findings);
  }
}

/** Reads a text in its stored form. A text that its field refuses is a problem, because of which the article is refused. */
function readNormalText(
  { normalize }: TextField,
  field: FrontMatterField,
  findings: Findings,
): string | null {
  const text = readText(field, findings);
  if (text === null || !normalize) return text;
  try {
    return normalize(text);
  } catch (error) {
    findings.addProblemOnLine(field.line, `${field.name}: ${(error as Error).message}`);
    return null;
  }
}

function readDefinedNumber(
  { isInteger, min = -Number.MAX_VALUE, max = Number.MAX_VALUE }: NumberField,
  field: FrontMatterField,
  findings: Findings,
): number | null {
  const number = readNumber(field, [min, max], findings);
  if (number === null || !isInteger || Number.isInteger(number)) return number;
  findings.addWarning(field, `${number} is no whole number and was ignored`);
  return null;
}
