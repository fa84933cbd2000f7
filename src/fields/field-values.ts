import type { ColumnField } from './field.js';

export type ColumnFieldSet = Record<string, ColumnField>;

/** Type of the value of a field. */
type FieldValue<Kind extends ColumnField> = {
  text: string;
  url: string;
  number: number;
  boolean: boolean;
  date: Date;
}[Kind['type']];

/** Values of fields by name; null for those without one. */
export type FieldValues<Fields extends ColumnFieldSet> = {
  [Name in keyof Fields]: Fields[Name] extends { isRequired: true }
    ? FieldValue<Fields[Name]>
    : FieldValue<Fields[Name]> | null;
};

/** Names of the fields that refuse content without a value. */
export type RequiredNames<Fields extends ColumnFieldSet> = {
  [Name in keyof Fields]: Fields[Name] extends { isRequired: true } ? Name : never;
}[keyof Fields];

/** Values in the input of a mutation. */
type InputValue<Kind extends ColumnField> = Kind['type'] extends 'url' ? URL | string : FieldValue<Kind>;

/** Input of a mutation that changes content; fields that are undefined stay, null clears them. */
export type UpdateValues<Fields extends ColumnFieldSet> = {
  [Name in keyof Fields]?: InputValue<Fields[Name]> | null;
};

/** Input of a mutation that creates content. */
export type CreateValues<Fields extends ColumnFieldSet> = {
  [Name in RequiredNames<Fields>]: InputValue<Fields[Name]>;
} & Omit<UpdateValues<Fields>, RequiredNames<Fields>>;

/** Returns null for every field that is not required. */
export function createEmptyValues<Fields extends ColumnFieldSet>(fields: Fields) {
  const optional = Object.entries(fields).filter(([, { isRequired }]) => !isRequired);
  return Object.fromEntries(optional.map(([name]) => [name, null])) as Omit<
    FieldValues<Fields>,
    RequiredNames<Fields>
  >;
}

/** Returns the values of the fields alone. */
export function pickValues<Fields extends ColumnFieldSet>(
  fields: Fields,
  content: FieldValues<Fields>,
): FieldValues<Fields> {
  const names: (keyof Fields)[] = Object.keys(fields);
  return Object.fromEntries(names.map((name) => [name, content[name] ?? null])) as FieldValues<Fields>;
}

/** Returns the values with the fields of an input applied: texts are trimmed, and an empty text is null. */
export function applyValues<Fields extends ColumnFieldSet>(
  fields: Fields,
  content: FieldValues<Fields>,
  input: UpdateValues<Fields>,
): FieldValues<Fields> {
  const given = Object.keys(fields).filter((name) => input[name] !== undefined);
  const values = Object.fromEntries(given.map((name) => [name, toValue(input[name])]));
  return { ...pickValues(fields, content), ...values };
}

function toValue(value: unknown): unknown {
  return typeof value === 'string' || value instanceof URL ? String(value).trim() || null : value;
}

/** Parses the values of fields from stored JSON, in which dates are texts. Missing values are null. */
export function parseValues<Fields extends ColumnFieldSet>(fields: Fields, json: object) {
  const stored = json as Record<string, unknown>;
  const parsed = Object.entries(fields).map(([name, { type }]) => {
    const value = stored[name] ?? null;
    return [name, type === 'date' && value !== null ? new Date(String(value)) : value];
  });
  return Object.fromEntries(parsed) as FieldValues<Fields>;
}
