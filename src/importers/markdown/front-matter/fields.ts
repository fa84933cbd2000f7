import type { FieldPath, FrontMatter } from './dialect.js';

/** One field of the front matter, or one entry in it. */
export class Field {
  readonly name: string;

  constructor(
    readonly path: FieldPath,
    readonly value: unknown,
    private readonly findLine: FrontMatter['findLine'],
    /** Whether texts in it are taken as they stand: no HTML, no line that goes on in the next. */
    readonly isVerbatim = false,
  ) {
    this.name = path.filter((step) => typeof step === 'string').join('.');
  }

  /** Counted from 1 in the whole file; looked up only when a receipt needs it. */
  get line(): number {
    return this.findLine(this.path);
  }

  /** The entries of a list that hold anything; of any other value, the value itself. */
  entries(): Field[] {
    if (!Array.isArray(this.value)) return [this];
    return this.value.flatMap((value, i) => (isBlank(value) ? [] : [this.#derive([...this.path, i], value)]));
  }

  /** The fields of a mapping; null for any other value. */
  fields(): Fields | null {
    return isMapping(this.value) ? new Fields(this.value, this.findLine, this.path, this.isVerbatim) : null;
  }

  withValue(value: unknown): Field {
    return this.#derive(this.path, value);
  }

  #derive(path: FieldPath, value: unknown): Field {
    return new Field(path, value, this.findLine, this.isVerbatim);
  }
}

/** Where generators keep a site's own fields: Zola's tables and Hugo's. */
const NESTED_TABLES = ['extra', 'params', 'taxonomies'];

/** The fields of a mapping by name, whatever their case and separators (`last_modified_at`, `lastModifiedAt`). */
export class Fields {
  readonly #fields = new Map<string, Field>();
  readonly #unused = new Set<Field>();

  constructor(
    data: Record<string, unknown>,
    private readonly findLine: FrontMatter['findLine'],
    path: FieldPath = [],
    private readonly isVerbatim = false,
  ) {
    const nested: [string, Record<string, unknown>][] = [];
    for (const [name, value] of Object.entries(data)) {
      if (NESTED_TABLES.includes(name) && isMapping(value)) nested.push([name, value]);
      else this.#add([...path, name], value);
    }
    for (const [table, values] of nested) {
      for (const [name, value] of Object.entries(values)) this.#add([...path, table, name], value);
    }
  }

  #add(path: FieldPath, value: unknown): void {
    if (isBlank(value)) return;
    const field = new Field(path, value, this.findLine, this.isVerbatim);
    const key = normalizeName(String(path.at(-1)));
    this.#unused.add(field);
    if (!this.#fields.has(key)) this.#fields.set(key, field);
  }

  /** The field of this name, left where it is. */
  peek(name: string): Field | undefined {
    return this.#fields.get(normalizeName(name));
  }

  /** The first of these names that holds anything. */
  take(...names: string[]): Field | undefined {
    const name = names.find((candidate) => this.peek(candidate) !== undefined);
    return name === undefined ? undefined : this.takeAll(name)[0];
  }

  /** Every field of these names. What is taken once is not found again. */
  takeAll(...names: string[]): Field[] {
    return names.flatMap((name) => {
      const field = this.peek(name);
      if (field === undefined) return [];
      this.#unused.delete(field);
      this.#fields.delete(normalizeName(name));
      return [field];
    });
  }

  /** The names of the fields that nothing has taken. */
  listUnused(): string[] {
    return [...this.#unused].map((field) => field.name);
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** An empty field says as much as a missing one. */
function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isBlank);
  if (isMapping(value)) return Object.keys(value).length === 0;
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}
