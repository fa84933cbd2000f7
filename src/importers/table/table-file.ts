import { normalizeName, TABLE_FIELDS, type TableField, type TableMap, USUAL_NAMES } from './fields.js';
import { PRESET_NAMES, PRESETS, type Preset } from './presets.js';
import { isRecord, readRecords, type TableRecord } from './records.js';
import type { TableOptions } from './table-options.js';
import { listTexts, type ReadOptions, readPath, toText } from './values.js';

/** Records by which the system is recognized. */
const MAX_EARLY_RECORDS = 5_000;

/** Reads the fields of the records of a file, by the map of the system that wrote it. */
export class TableFile {
  preset: Preset | null = null;
  readonly values: ReadOptions = {};
  /** True if another language than the first of the file is read. */
  isTranslation = false;
  /** Columns by the field that was read from them first. */
  readonly found = new Map<string, string>();
  /** IDs of the records that are no drafts, in files whose records refer to each other. */
  readonly publishedIds = new Set<string>();
  private readonly records = new Map<string, TableRecord>();
  private readonly used = new Set<string>();
  private map = new Map<string, string[]>();

  constructor(
    private readonly path: string,
    private readonly options: TableOptions,
  ) {}

  /** Recognizes the system by the first record; reads what records refer to, where they do. */
  async prepare(): Promise<void> {
    const { preset: name, locale } = this.options;
    if (name) this.usePreset(PRESETS[name]);
    else this.map = this.createMap();
    // Contentful exports content types and tags before its entries.
    const early: TableRecord[] = [];
    const locales: TableRecord[] = [];
    for await (const placed of readRecords(this.path)) {
      if ('problem' in placed) continue;
      const { record, group } = placed;
      if (group === 'locales') locales.push(record);
      if (this.preset === null) this.recognize(record, group);
      if (this.preset === null) early.push(record);
      else if (this.preset.getReference) for (const each of [...early.splice(0), record]) this.index(each);
      if ((this.preset === null && group === 'rows') || early.length > MAX_EARLY_RECORDS) break;
      if (this.preset !== null && !this.preset.getReference) break;
    }
    const first = toText(locales.find((each) => each.default === true)?.code) ?? undefined;
    this.values.locale = locale ?? first;
    this.isTranslation = locale !== undefined && first !== undefined && locale !== first;
    if (this.preset?.getReference) this.values.resolve = (value) => this.resolve(value);
  }

  private recognize(record: TableRecord, group: string): void {
    const preset = PRESET_NAMES.map((name): Preset => PRESETS[name]).find((each) => each.isOf(record, group));
    if (preset) this.usePreset(preset);
  }

  private usePreset(preset: Preset): void {
    this.preset = preset;
    for (const column of preset.uses ?? []) this.used.add(column);
    this.map = this.createMap();
  }

  private index(record: TableRecord): void {
    const { preset } = this;
    if (!preset?.getId) return;
    const id = preset.getId(record);
    const isDraft = String(record._id).startsWith('drafts.');
    if (!isDraft) this.publishedIds.add(id);
    // Articles are streamed; what they refer to is small.
    if (this.readField(record, 'body').length > 0 && this.readField(record, 'title').length > 0) return;
    if (!isDraft || !this.records.has(id)) this.records.set(id, record);
  }

  private resolve(value: TableRecord): TableRecord | null | undefined {
    const id = this.preset?.getReference?.(value) ?? null;
    return id === null ? null : this.records.get(id);
  }

  private createMap(): Map<string, string[]> {
    const map = new Map<string, string[]>();
    const given: Partial<TableMap> = this.preset?.map ?? {};
    for (const field of TABLE_FIELDS) map.set(field, given[field] ?? []);
    for (const [column, field] of Object.entries(this.options.map ?? {}).reverse())
      map.set(field, [column, ...(map.get(field) ?? [])]);
    return map;
  }

  /** Reads the values of a field: of the columns of the map, else of a column with a usual name. */
  readField(record: TableRecord, field: string): unknown[] {
    for (const path of this.map.get(field) ?? []) {
      const values = readPath(record, path, this.values);
      if (values.length === 0) continue;
      this.note(field, path);
      return values;
    }
    const usual: string[] = Object.hasOwn(USUAL_NAMES, field)
      ? USUAL_NAMES[field as TableField]
      : [field.replace(/^fields\./, '')];
    if (this.preset?.map[field as TableField]?.length === 0) return [];
    for (const name of usual) {
      const column = findColumns(record).get(normalizeName(name));
      if (column === undefined || this.isMapped(column)) continue;
      const values = readPath(record, column, this.values);
      if (values.length === 0) continue;
      this.note(field, column);
      return values;
    }
    return [];
  }

  private note(field: string, column: string): void {
    this.used.add(column.split('.')[0] ?? column);
    this.used.add(column);
    if (!this.found.has(field)) this.found.set(field, column);
  }

  /** Returns true for a column that `--map` takes for another field. */
  private isMapped(column: string): boolean {
    return Object.hasOwn(this.options.map ?? {}, column);
  }

  /** Returns the first value of a field as a text; null for none. */
  readText(record: TableRecord, field: TableField): string | null {
    return toText(this.readField(record, field)[0]);
  }

  readList(record: TableRecord, field: TableField): string[] {
    return listTexts(this.readField(record, field), this.options.separator ?? ',', this.values);
  }

  /** Lists columns of `--map` that no record had a value in, which are probably misspelled. */
  listMissingColumns(): string[] {
    return Object.keys(this.options.map ?? {}).filter((each) => !this.used.has(each));
  }

  readOwnFields(record: TableRecord): Record<string, unknown> {
    const names = [...new Set([...(this.options.ownFields ?? []), ...listMappedFields(this.map)])];
    const values = names.map((name): [string, unknown] => [
      name,
      this.readField(record, `fields.${name}`)[0],
    ]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  /** Lists the columns with a value that no field was read from. */
  listUnused(record: TableRecord): string[] {
    const own = isRecord(record.attributes)
      ? record.attributes
      : isRecord(record.fields)
        ? record.fields
        : record;
    return Object.entries(own)
      .filter(
        ([name, value]) => !name.startsWith('_') && name !== 'sys' && !this.used.has(name) && isFilled(value),
      )
      .map(([name]) => name);
  }
}

function listMappedFields(map: Map<string, string[]>): string[] {
  return [...map.keys()]
    .filter((field) => field.startsWith('fields.'))
    .map((field) => field.slice('fields.'.length));
}

function isFilled(value: unknown): boolean {
  return (
    value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}

/** Columns of records by their normalized name. */
const columnsByRecord = new WeakMap<TableRecord, Map<string, string>>();

/** Returns the columns or properties of a record by their normalized name, with those below a wrapper. */
function findColumns(record: TableRecord): Map<string, string> {
  const known = columnsByRecord.get(record);
  if (known) return known;
  const objects = [record, record.attributes, record.fields, record.relationships].filter(isRecord);
  const names = objects.flatMap((each) => Object.keys(each)).reverse();
  const columns = new Map(names.map((name) => [normalizeName(name), name]));
  columnsByRecord.set(record, columns);
  return columns;
}
