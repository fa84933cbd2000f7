import type { FieldPath, FrontMatter } from './dialect.js';

/** A field of the front matter, or an entry in it. */
export class FrontMatterField {
  readonly name: string;

  constructor(
    readonly path: FieldPath,
    readonly value: unknown,
    private readonly findLine: FrontMatter['findLine'],
    /** True if texts are used unchanged, with neither HTML nor folded lines interpreted. */
    readonly isVerbatim = false,
    /** Time zone of days without a time. */
    readonly timeZone = 'UTC',
  ) {
    this.name = path.filter((step) => typeof step === 'string').join('.');
  }

  /** Line in the whole file, counted from 1. Computed on demand, since only findings need it. */
  get line(): number {
    return this.findLine(this.path);
  }

  /** Returns the entries of a list that are not blank. Returns the field itself if its value is no list. */
  entries(): FrontMatterField[] {
    if (!Array.isArray(this.value)) return [this];
    return this.value.flatMap((value, i) => (isBlank(value) ? [] : [this.derive([...this.path, i], value)]));
  }

  /** Returns the fields of a mapping, or null for any other value. */
  fields(): Fields | null {
    return isMapping(this.value)
      ? new Fields(this.value, this.findLine, this.path, this.isVerbatim, this.timeZone)
      : null;
  }

  withValue(value: unknown): FrontMatterField {
    return this.derive(this.path, value);
  }

  private derive(path: FieldPath, value: unknown): FrontMatterField {
    return new FrontMatterField(path, value, this.findLine, this.isVerbatim, this.timeZone);
  }
}

/** Tables in which Zola and Hugo put a site's custom fields. */
const NESTED_TABLES = ['extra', 'params', 'taxonomies'];

/** Fields of a mapping by name. Case and separators are ignored (`last_modified_at`, `lastModifiedAt`). */
export class Fields {
  private readonly fields = new Map<string, FrontMatterField>();
  private readonly unused = new Set<FrontMatterField>();

  constructor(
    data: Record<string, unknown>,
    private readonly findLine: FrontMatter['findLine'],
    path: FieldPath = [],
    /** True if the texts of all fields are used unchanged. */
    readonly isVerbatim = false,
    private readonly timeZone = 'UTC',
  ) {
    const nested: [string, Record<string, unknown>][] = [];
    for (const [name, value] of Object.entries(data)) {
      if (NESTED_TABLES.includes(name) && isMapping(value)) nested.push([name, value]);
      else this.add([...path, name], value);
    }
    for (const [table, values] of nested) {
      for (const [name, value] of Object.entries(values)) this.add([...path, table, name], value);
    }
  }

  private add(path: FieldPath, value: unknown): void {
    if (isBlank(value)) return;
    const field = new FrontMatterField(path, value, this.findLine, this.isVerbatim, this.timeZone);
    const key = normalizeName(String(path.at(-1)));
    this.unused.add(field);
    if (!this.fields.has(key)) this.fields.set(key, field);
  }

  /** Returns a field and does not mark it as used. */
  peek(name: string): FrontMatterField | undefined {
    return this.fields.get(normalizeName(name));
  }

  /** Returns the first of the named fields that is not blank, and marks it as used. */
  take(...names: string[]): FrontMatterField | undefined {
    const name = names.find((candidate) => this.peek(candidate) !== undefined);
    return name === undefined ? undefined : this.takeAll(name)[0];
  }

  /** Returns all of the named fields and marks them as used. Later calls do not return them. */
  takeAll(...names: string[]): FrontMatterField[] {
    return names.flatMap((name) => {
      const field = this.peek(name);
      if (field === undefined) return [];
      this.unused.delete(field);
      this.fields.delete(normalizeName(name));
      return [field];
    });
  }

  /** Returns the names of the fields that were not taken. */
  listUnused(): string[] {
    return [...this.unused].map((field) => field.name);
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Returns true for an empty value, which counts as missing. */
function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isBlank);
  if (isMapping(value)) return Object.keys(value).length === 0;
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}
