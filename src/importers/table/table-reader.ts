import { basename, dirname, join } from 'node:path';
import { isAccessLevel } from '../../shared/article/access-level.js';
import { slugify } from '../../shared/text/slug.js';
import type { SourceArticle, SourceItem } from '../own/importer.js';
import { ConversionWarnings } from '../run/conversion-warnings.js';
import { needsDateOrder, parseSourceDate } from '../run/source-date.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import type { Body } from './body.js';
import { cleanBody, readBodyFile } from './body-files.js';
import type { TableField } from './fields.js';
import { readPicture } from './picture.js';
import { type RecordState, readStatus, UNKNOWN_STATUS } from './presets.js';
import { type PlacedRecord, readRecords, type TableRecord } from './records.js';
import { convertBody } from './rich-text.js';
import { TableFile } from './table-file.js';
import type { TableOptions } from './table-options.js';
import { toText } from './values.js';

/** Words for records that are not public. */
const HIDDEN =
  /^(draft|hidden|private|unpublished|pending|in[-_ ]?review|inactive|archived?|trash(ed)?|deleted)$/i;

/** A record that was read. */
type ReadRecord = Extract<PlacedRecord, { record: TableRecord }>;

/** Reads one file. */
export class TableReader {
  private readonly table: TableFile;
  private readonly name: string;
  /** Number of drafts of which no column says whether they are published. */
  private unclear = 0;

  constructor(
    private readonly file: string,
    private readonly options: TableOptions & { timeZone: string },
    /** Places by ID of the items read so far. */
    private readonly ids: Map<string, string>,
  ) {
    this.name = basename(file);
    this.table = new TableFile(file, options);
  }

  async *read(): AsyncGenerator<SourceItem> {
    await this.table.prepare();
    for await (const placed of readRecords(this.file)) {
      if ('problem' in placed)
        yield { id: placed.place, label: this.getLabel(placed), refused: placed.problem };
      else if (placed.group !== 'locales') yield await this.readItem(placed);
    }
    yield* this.listNotes();
  }

  /** Reports what columns were read as, and those of `--map` that no record has. */
  private *listNotes(): Generator<SourceItem> {
    const { name, table } = this;
    const note = (used: string): SourceItem => {
      return { id: 'columns', label: `columns of ${name}`, type: 'columns', used };
    };
    for (const column of table.listMissingColumns())
      yield { id: column, label: `${name}, --map`, refused: `no record has a value in ${column}` };
    const columns = [...table.found].map(([field, column]) => `${field} = ${column}`).join(', ');
    if (columns !== '') yield note(columns);
    if (this.unclear > 0) yield note(`nothing says what is published: ${this.unclear} drafts; see --status`);
  }

  /** Reads an item. A record that is nested too deeply loses itself. */
  private readItem(placed: ReadRecord): Promise<SourceItem> {
    return this.toItem(placed).catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
      return { id: placed.place, label: this.getLabel(placed), refused: 'the record is nested too deeply' };
    });
  }

  private getLabel({ place }: PlacedRecord, id = ''): string {
    return `${this.name}, ${place}${id && ` (${id.slice(0, 100)})`}`;
  }

  private async toItem(placed: ReadRecord): Promise<SourceItem> {
    const { record } = placed;
    const { preset } = this.table;
    const read = (field: TableField) => this.table.readText(record, field);
    const id = (preset?.getId?.(record) || null) ?? read('id') ?? read('url') ?? read('path') ?? read('slug');
    const group = ['rows', 'data'].includes(placed.group) ? null : placed.group;
    const type = preset?.getType?.(record) ?? (preset ? group : null);
    const key = id !== null && this.table.isTranslation ? `${id}:${this.table.values.locale}` : id;
    const name = { id: key ?? placed.place, label: this.getLabel(placed, id ?? ''), ...(type && { type }) };
    const skipped = this.findSkipReason(record, type, id);
    if (skipped !== null) return { ...name, type: type ?? 'record', skipped };
    const state = this.readState(record);
    if ('skipped' in state) return { ...name, type: type ?? 'record', deleted: state.skipped };
    if (id === null)
      return {
        ...name,
        refused: 'the record has no id, url, path or slug by which a second import recognizes it; see --map',
      };
    const known = this.ids.get(name.id);
    if (known !== undefined)
      return { ...name, refused: `the ID ${id.slice(0, 100)} is that of ${known} too` };
    this.ids.set(name.id, name.label);
    return this.toArticle({ record, name, state, translationOf: this.table.isTranslation ? id : null });
  }

  /** Returns why a record is no article; null if it may be one. */
  private findSkipReason(record: TableRecord, type: string | null, id: string | null): string | null {
    const { options } = this;
    const { preset, publishedIds } = this.table;
    const types = options.types ?? preset?.types;
    if (types && !types.includes(type ?? '')) return `not one of the types ${types.join(', ')}`;
    if (id !== null && String(record._id).startsWith('drafts.') && publishedIds.has(id))
      return 'changes of a published document, which are not public';
    if (types || type === null) return null;
    const hasText =
      this.table.readField(record, 'body').length > 0 && this.table.readField(record, 'title').length > 0;
    return hasText ? null : 'it has no title and body; see --map and --types';
  }

  private readState(record: TableRecord): RecordState {
    const read = (field: TableField) => this.table.readText(record, field);
    const texts = {
      status: read('status'),
      draft: read('draft'),
      visibility: read('visibility'),
      deleted: read('deleted'),
    };
    const { preset, values } = this.table;
    const state = preset?.getState?.(record, values.locale) ?? readStatus(texts, this.options.status ?? null);
    if ('skipped' in state || state.draft) return state;
    const period = this.findPeriodReason(read('embargoedUntil'), read('expiresAt'));
    if (period !== null) return { draft: true, reason: period };
    if (!preset?.getState) return state;
    // A field of the site may hide what its system has published.
    const status = texts.status !== null && HIDDEN.test(texts.status) ? texts.status : null;
    return readStatus({ ...texts, status }, 'published');
  }

  /** Returns why a record is not public at this time, or null if it is. A date that cannot be read hides it. */
  private findPeriodReason(embargoedUntil: string | null, expiresAt: string | null): string | null {
    const now = new Date();
    const [begin, end] = [this.readDate(embargoedUntil), this.readDate(expiresAt)];
    if (begin === undefined || (begin !== null && begin > now))
      return `embargoed until "${embargoedUntil?.slice(0, 40)}"`;
    if (end === undefined || (end !== null && end <= now)) return `expired at "${expiresAt?.slice(0, 40)}"`;
    return null;
  }

  private async toArticle({
    record,
    name,
    state,
    translationOf,
  }: {
    record: TableRecord;
    name: { id: string; label: string; type?: string };
    state: Extract<RecordState, { draft: boolean }>;
    translationOf: string | null;
  }): Promise<SourceItem> {
    const { preset } = this.table;
    const warnings = new ConversionWarnings();
    if (state.reason && state.reason !== UNKNOWN_STATUS) warnings.add(`${state.reason}: imported as a draft`);
    const read = (field: TableField) => this.table.readText(record, field);
    const list = (field: TableField) => this.table.readList(record, field);
    const title = read('title');
    if (title === null && translationOf !== null)
      return {
        ...name,
        type: name.type ?? 'record',
        skipped: `it has no title in ${this.table.values.locale}`,
      };
    if (title === null && !state.draft) return { ...name, refused: 'the record has no title' };
    const dates = { publishedAt: read('publishedAt'), updatedAt: read('updatedAt') };
    const publishedAt = this.readDate(dates.publishedAt);
    if (publishedAt === undefined) return { ...name, refused: describeDate(dates.publishedAt ?? '') };
    if (/^(scheduled|future)$/i.test(read('status') ?? '') && publishedAt === null)
      return { ...name, refused: 'the record is scheduled, and has no date' };
    const body = await this.readBody(record, name.id, warnings).catch((error: Error) => {
      if (error instanceof UnreadableSourceError) throw error;
      return { refused: `the body cannot be read: ${error.message.slice(0, 200)}` };
    });
    if ('refused' in body) return { ...name, ...body };
    const { slug, path } = this.readAddress(record);
    const [section, ...otherSections] = list('section');
    const sponsor = read('sponsorName');
    const access = preset?.getAccess?.(record) ?? read('access')?.toUpperCase();
    if (access !== undefined && !isAccessLevel(access))
      return { ...name, refused: `access: "${access.slice(0, 40)}" is not PUBLIC, MEMBERS or PAID` };
    if (state.reason === UNKNOWN_STATUS) this.unclear += 1;
    const article: SourceArticle = {
      ...name,
      ...body,
      title: title ?? 'Untitled',
      draft: state.draft,
      ...(slug && { slug }),
      path,
      url: readUrl(read('url')),
      formerPaths: [...list('formerPaths'), preset?.getFormerPath?.(record) ?? ''].filter(Boolean),
      standfirst: read('standfirst'),
      section: section ?? null,
      otherSections,
      tags: list('tags'),
      // An email address must not become public.
      authors: list('authors').filter((author) => !author.includes('@')),
      image: this.readImage(record, warnings),
      publishedAt,
      updatedAt: this.readDate(dates.updatedAt) ?? null,
      language:
        readLanguage(read('language')) ?? (this.table.isTranslation ? this.table.values.locale : null),
      translationOf: translationOf ?? read('translationOf'),
      kind: preset?.getKind?.(record) ?? read('kind'),
      ...(access !== undefined && { access }),
      seoTitle: read('seoTitle'),
      seoDescription: read('seoDescription'),
      canonicalUrl: read('canonicalUrl'),
      noindex: /^(true|yes|1)$/i.test(read('noindex') ?? ''),
      ...(sponsor && { sponsorship: { name: sponsor, url: read('sponsorUrl') } }),
      fields: this.table.readOwnFields(record),
      warnings: warnings.messages,
      unusedFields: this.table.listUnused(record),
    };
    return article;
  }

  /** Returns undefined for a text that is not a date. */
  private readDate(text: string | null): Date | null | undefined {
    if (text === null) return null;
    return parseSourceDate(text, this.options.timeZone, this.options.dateOrder) ?? undefined;
  }

  private readAddress(record: TableRecord): { slug: string | null; path: string | null } {
    const read = (field: TableField) => this.table.readText(record, field);
    const slug = read('slug') ?? /^\d+\.(.+)$/.exec(String(record.post_id ?? ''))?.[1] ?? null;
    const pattern = this.options.permalinks ?? this.table.preset?.permalinks;
    const name = slug ?? (this.options.permalinks ? slugify(read('title') ?? '') : '');
    const path = read('path') ?? (pattern && name ? pattern.replaceAll('{slug}', name) : null);
    return { slug, path };
  }

  private async readBody(record: TableRecord, id: string, warnings: ConversionWarnings): Promise<Body> {
    const { bodies, bodyFormat: format } = this.options;
    const folder =
      bodies ??
      (this.table.preset?.bodies === undefined ? null : join(dirname(this.file), this.table.preset.bodies));
    if (folder !== null) {
      const names = [toText(record.post_id), id, this.readAddress(record).slug];
      const folders = bodies === undefined ? [folder, dirname(this.file)] : [folder];
      const body = await readBodyFile(
        folders,
        names.filter((name) => name !== null),
      );
      if (body !== null)
        return this.table.preset?.hasBoilerplate
          ? cleanBody(body, toText(record.title) ?? 'Untitled', warnings)
          : body;
      warnings.add(`no file of its body was found in ${basename(folder)}`);
    }
    const [value] = this.table.readField(record, 'body');
    return value === undefined
      ? { html: '' }
      : convertBody(value, { ...this.table.values, format, warnings });
  }

  private readImage(record: TableRecord, warnings: ConversionWarnings): SourceArticle['image'] {
    const [value] = this.table.readField(record, 'image');
    const image = value === undefined ? null : readPicture(value, this.table.values);
    if (value !== undefined && image === null)
      warnings.add('the lead picture has no address in the file and was left out');
    if (image === null) return null;
    const read = (field: TableField) => this.table.readText(record, field);
    return {
      url: image.url,
      alt: read('imageAlt') ?? image.alt ?? '',
      caption: read('imageCaption') ?? image.caption ?? null,
      credit: read('imageCredit'),
    };
  }
}

function describeDate(text: string): string {
  const advice = needsDateOrder(text) ? '; say whether day or month is first with --date-order' : '';
  return `"${text.slice(0, 60)}" is not a date${advice}`;
}

/** Returns an absolute URL or one that begins with a slash; null for other texts. */
function readUrl(text: string | null): string | null {
  return text !== null && /^(https?:\/)?\//i.test(text) ? text : null;
}

/** Returns the tag of a language; null for those that say that there is none or several. */
function readLanguage(tag: string | null): string | null {
  return tag !== null && /^(und|zxx|mul|not[-_ ]specified)$/i.test(tag) ? null : tag;
}
