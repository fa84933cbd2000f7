import type { PrismaClient } from '../../database/generated/client.js';
import { type ContentModel, EMPTY_MODEL, toPascalCase } from '../../fields/content-model.js';
import type { OwnValues } from '../../fields/own-value.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { NO_PICTURE_MEASURER, type PictureMeasurer } from '../../mutations/picture-measurer.js';
import { runMutation } from '../../mutations/run-mutation.js';
import {
  mergeTranslations,
  type TextLimits,
  type TranslationInput,
} from '../../mutations/translated-texts.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { SiteLanguages } from '../../shared/languages.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { requireValue } from '../../shared/require-value.js';
import { toRobotsColumns } from '../../shared/robots.js';
import type { TranslatedTexts } from '../../shared/translated-texts.js';
import { mergeStoredFilters } from '../article/filter/merge-stored-filters.js';
import { parseOrigin } from '../editing/article-origin.js';
import type { BlockReader } from '../editing/rich-text-input.js';
import { formatRightsInput, listRightsErrors } from '../machine-rights/machine-rights.type.js';
import { listFieldPictures } from '../own-fields/list-field-pictures.js';
import { mergeReferences } from '../own-fields/merge-references.js';
import { prerenderOwnInput } from '../own-fields/store-own-values.js';
import { parseTaxonomyFields, saveTaxonomyFields } from '../own-fields/taxonomy-fields.js';
import { checkBoxes, saveSectionPage } from '../site/write-boxes.js';
import type {
  CreateAuthorInput,
  CreateSectionInput,
  CreateSeriesInput,
  CreateTagInput,
  MergeInput,
  UpdateAuthorInput,
  UpdateSectionInput,
  UpdateSeriesInput,
  UpdateTagInput,
} from './taxonomy.inputs.js';
import type {
  AuthorPayload,
  DeletePayload,
  SectionPayload,
  SeriesPayload,
  TagPayload,
} from './taxonomy.type.js';
import {
  checkContacts,
  findReferenced,
  resolveImageId,
  resolveSlug,
  toStoredLinks,
  validateName,
} from './taxonomy-input.js';
import { TAXONOMY_LIMITS } from './taxonomy-limits.js';
import { findByOrigin, pickNewNames, recordOrigin, type TermWithOrigin } from './term-origin.js';
import type { Term, TermData, TermKind } from './write/term-table.js';
import { TERM_TYPES } from './write/term-types.js';
import { assertTranslatedSlugs } from './write/translated-slugs.js';

/** Inputs and payloads of the mutations of a kind of term. */
interface Mutations {
  section: { create: CreateSectionInput; update: UpdateSectionInput; payload: SectionPayload };
  tag: { create: CreateTagInput; update: UpdateTagInput; payload: TagPayload };
  author: { create: CreateAuthorInput; update: UpdateAuthorInput; payload: AuthorPayload };
  series: { create: CreateSeriesInput; update: UpdateSeriesInput; payload: SeriesPayload };
}

/** The fields of all inputs. */
type TermInput = Partial<
  Omit<CreateSectionInput & CreateTagInput & CreateAuthorInput & CreateSeriesInput, 'name' | 'title'> &
    Pick<UpdateSectionInput, 'isHidden'> & {
      name: string | null;
    }
>;

type NewTermInput = TermInput & { name: string };

/** A saved row, and its pictures that are not measured. */
interface SavedTerm {
  id: number;
  outcome: Outcome;
  pictures: string[];
}

type Outcome = { slug: string; name: string; merged?: string[] };

export interface TaxonomyServiceOptions {
  /** Converts rich texts of own fields that are given as blocks. */
  blocks: BlockReader;
  /** The site's own fields and kinds. */
  model?: ContentModel;
  pictures?: PictureMeasurer;
  /** The languages of the site; by default English alone. */
  languages?: SiteLanguages;
}

/**
 * Creates, updates, moves, merges and deletes sections, tags, authors and series. Each mutation is applied entirely or, with
 * userErrors, not at all.
 */
export class TaxonomyService {
  private readonly model: ContentModel;
  private readonly pictures: PictureMeasurer;
  private readonly languages: SiteLanguages;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly options: TaxonomyServiceOptions,
  ) {
    this.model = options.model ?? EMPTY_MODEL;
    this.pictures = options.pictures ?? NO_PICTURE_MEASURER;
    this.languages = options.languages ?? new SiteLanguages({ primary: 'en' });
  }

  create<Kind extends TermKind>(
    kind: Kind,
    actor: Actor,
    input: Mutations[Kind]['create'],
  ): Promise<Mutations[Kind]['payload']> {
    return this.execute(kind, actor, `create${TERM_TYPES[kind].nodeType}`, input, async (tx) => {
      const { origin, ...given } = readName(kind, input) as NewTermInput;
      if (!origin) return this.insert(tx, kind, given);
      const parsed = parseOrigin(origin);
      const existing = await findByOrigin(tx, kind, parsed);
      const saved = existing
        ? await this.updateFromOrigin(tx, kind, existing, given)
        : await this.insert(tx, kind, given);
      const slug = given.slug ?? existing?.stored.sourceSlug ?? saved.outcome.slug;
      await recordOrigin(tx, kind, { origin: parsed, id: saved.id, name: given.name.trim(), slug });
      return saved;
    });
  }

  update<Kind extends TermKind>(
    kind: Kind,
    actor: Actor,
    input: Mutations[Kind]['update'],
  ): Promise<Mutations[Kind]['payload']> {
    return this.execute(kind, actor, `update${TERM_TYPES[kind].nodeType}`, input, async (tx) =>
      this.change(tx, kind, await findTerm(tx, kind, input.id), readName(kind, input)),
    );
  }

  private async insert(tx: Transaction, kind: TermKind, input: NewTermInput): Promise<SavedTerm> {
    const { values, texts } = await this.parseInput(tx, kind, input, null);
    const names = { slug: resolveSlug(input.name, input.slug), name: input.name.trim() };
    const data = { ...names, ...(await readDetails(tx, kind, input, null)), ...(texts && { texts }) };
    const id = await TERM_TYPES[kind].create(tx, data, input.position ?? null);
    await saveTaxonomyFields(tx, kind, id, values);
    if (kind === 'section') await saveSectionPage(tx, id, input, this.languages);
    return { id, outcome: names, pictures: listFieldPictures(input.image, values) };
  }

  private async updateFromOrigin(
    tx: Transaction,
    kind: TermKind,
    { id, stored }: TermWithOrigin,
    { name, slug, ...details }: NewTermInput,
  ): Promise<SavedTerm> {
    const where = { id };
    const term = requireValue(
      await TERM_TYPES[kind].table(tx).findUnique({ where }),
      'Its origin refers to it.',
    );
    validateName({ name }, TERM_TYPES[kind].nameField).throwIfAny();
    return this.change(tx, kind, term, { ...details, ...pickNewNames({ name, slug: slug ?? null }, stored) });
  }

  private async change(tx: Transaction, kind: TermKind, term: Term, input: TermInput): Promise<SavedTerm> {
    const { values, texts } = await this.parseInput(tx, kind, input, term);
    const names = { slug: input.slug ?? term.slug, name: input.name?.trim() ?? term.name };
    const data = { ...names, ...(await readDetails(tx, kind, input, term)), ...(texts && { texts }) };
    await TERM_TYPES[kind].change(tx, term, data, input.position ?? null);
    await saveTaxonomyFields(tx, kind, term.id, values);
    if (kind === 'section') await saveSectionPage(tx, term.id, input, this.languages);
    return { id: term.id, outcome: names, pictures: listFieldPictures(input.image, values) };
  }

  merge<Kind extends TermKind>(
    kind: Kind,
    actor: Actor,
    input: MergeInput,
  ): Promise<Mutations[Kind]['payload']> {
    const type = TERM_TYPES[kind];
    return this.execute(kind, actor, `merge${toPascalCase(type.plural)}`, input, async (tx) => {
      const target = await findReferencedTerm(tx, kind, input.into, ['into']);
      const sources = await findMergedTerms(tx, kind, input.from);
      if (sources.some(({ id }) => id === target.id)) {
        const message = `The ${kind} ${target.slug} cannot be merged into itself. Remove it from the list.`;
        throw createUserErrorException(message, UserErrorCode.INVALID, ['from']);
      }
      const from = sources.map(({ id }) => id);
      const merged = { type: type.nodeType, from, into: target.id };
      const touched = [
        ...(await mergeReferences(tx, this.model, merged)),
        ...(await mergeStoredFilters(tx, merged)),
      ];
      await type.merge(tx, sources, target, touched);
      const { id, slug, name } = target;
      return { id, outcome: { slug, name, merged: sources.map((term) => term.slug) } };
    });
  }

  delete(kind: TermKind, actor: Actor, input: { id: string }): Promise<DeletePayload> {
    const type = TERM_TYPES[kind];
    const call = { actor, action: `delete${type.nodeType}`, input };
    return runMutation<DeletePayload>(this.prisma, call, { deletedId: null }, async (tx) => {
      const term = await findTerm(tx, kind, input.id);
      await type.remove(tx, term);
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { slug: term.slug, name: term.name } };
    });
  }

  /**
   * Returns the own fields and the texts in further languages with the input applied; null for those that it does not change.
   * Throws UserErrorException with every error of the input.
   */
  private async parseInput(
    tx: Transaction,
    kind: TermKind,
    input: TermInput,
    term: Term | null,
  ): Promise<{ values: OwnValues | null; texts: TranslatedTexts | null }> {
    const { nameField, texts } = TERM_TYPES[kind];
    const errors = validateName(input, nameField);
    for (const text of texts) errors.checkLength([text], input[text], TAXONOMY_LIMITS[text]);
    checkContacts(errors, input);
    if (input.image) errors.checkImage(input.image);
    for (const { field, message } of listRightsErrors(input.machineRights))
      errors.add(['machineRights', ...field], message);
    if (input.parts != null)
      errors.checkRange(['parts'], input.parts, { min: 1, max: TAXONOMY_LIMITS.parts });
    if (input.position != null && input.position < 0)
      errors.add(['position'], 'The position must be 0 or greater.', UserErrorCode.INVALID);
    if (input.isHidden && !term?.isHidden)
      errors.add(
        ['isHidden'],
        'Readers see the section, so that it cannot be hidden.',
        UserErrorCode.INVALID,
      );
    checkBoxes(errors, input.boxes ?? [], this.languages);
    const fields = this.model.fields[kind];
    const { blocks } = this.options;
    const values = await parseTaxonomyFields(
      tx,
      { fields, blocks },
      term?.fields ?? {},
      input.fields,
      errors,
    );
    const { languages } = this;
    const translations = readTranslatedNames(kind, input);
    const limits = listTextLimits(kind);
    const merged =
      translations && mergeTranslations(term?.texts, translations, { errors, languages, limits });
    errors.throwIfAny();
    if (merged)
      await assertTranslatedSlugs(
        tx,
        kind,
        { id: term?.id ?? null, texts: merged, input: translations ?? [] },
        languages,
      );
    return { values, texts: merged };
  }

  private async execute<Kind extends TermKind>(
    kind: Kind,
    actor: Actor,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<{ id: number; outcome: Outcome; pictures?: string[] }>,
  ): Promise<Mutations[Kind]['payload']> {
    const { nodeType, idColumn } = TERM_TYPES[kind];
    const createPayload = (id: number | null) =>
      ({ [idColumn]: id, userErrors: [] }) as unknown as Mutations[Kind]['payload'];
    const call = { actor, action, input };
    let unmeasured: string[] = [];
    await prerenderOwnInput((input as TermInput).fields, this.options.blocks);
    const payload = await runMutation<Mutations[Kind]['payload']>(
      this.prisma,
      call,
      createPayload(null),
      async (tx) => {
        const { id, outcome, pictures = [] } = await change(tx);
        unmeasured = await this.pictures.schedule(tx, pictures);
        return { payload: createPayload(id), target: toGlobalId(nodeType, id), outcome };
      },
    );
    await this.pictures.measure(unmeasured);
    return payload;
  }
}

/** Returns an input with the name of the term as `name`. */
function readName<Kind extends TermKind>(
  kind: Kind,
  input: Mutations[Kind]['create'] | Mutations[Kind]['update'],
): TermInput {
  const { nameField } = TERM_TYPES[kind];
  return nameField === 'name' ? input : { ...input, name: (input as { title?: string | null }).title };
}

/** Returns the texts of an input in further languages, with the name of the term as `name`. */
function readTranslatedNames(kind: TermKind, { translations }: TermInput): TranslationInput[] | null {
  if (translations == null) return null;
  return (translations as TranslationInput[]).map(({ title, ...texts }) =>
    TERM_TYPES[kind].nameField === 'title' && title !== undefined ? { ...texts, name: title } : { ...texts },
  );
}

/** Returns the limits of the texts that terms have in further languages. */
function listTextLimits(kind: TermKind): TextLimits {
  const { nameField, texts } = TERM_TYPES[kind];
  return {
    name: TAXONOMY_LIMITS[nameField],
    slug: TAXONOMY_LIMITS.slug,
    ...Object.fromEntries(texts.map((text) => [text, TAXONOMY_LIMITS[text]])),
  };
}

/** Returns the fields of a term's input without the names; an omitted field stays unchanged. */
async function readDetails(
  tx: Transaction,
  kind: TermKind,
  input: TermInput,
  current: Term | null,
): Promise<Omit<TermData, 'slug' | 'name'>> {
  const { email, links, parts } = input;
  const details: Partial<TermData> = toRobotsColumns(input.robots);
  for (const text of TERM_TYPES[kind].texts)
    if (input[text] !== undefined) details[text] = input[text]?.trim() || null;
  if (email !== undefined) details.email = email?.trim() || null;
  if (links !== undefined) details.links = toStoredLinks(links ?? []);
  if (parts !== undefined) details.parts = parts;
  if (input.machineRights !== undefined) details.machineRights = formatRightsInput(input.machineRights);
  if (input.isHidden != null) details.isHidden = input.isHidden;
  if (kind === 'section')
    details.parentId =
      current && input.parent === undefined ? current.parentId : await findParentId(tx, input.parent);
  return { ...details, imageId: await resolveImageId(tx, input, current?.imageId) };
}

function findTerm(tx: Transaction, kind: TermKind, id: string): Promise<Term> {
  const { nodeType, table } = TERM_TYPES[kind];
  return findByGlobalId(nodeType, id, (number) => table(tx).findUnique({ where: { id: number } }));
}

async function findParentId(tx: Transaction, parent: string | null | undefined): Promise<number | null> {
  return parent == null ? null : (await findReferencedTerm(tx, 'section', parent, ['parent'])).id;
}

function findReferencedTerm(
  tx: Transaction,
  kind: TermKind,
  reference: string,
  field: string[],
): Promise<Term> {
  const { nodeType, table } = TERM_TYPES[kind];
  return findReferenced(nodeType, reference, (where) => table(tx).findUnique({ where }), field);
}

async function findMergedTerms(tx: Transaction, kind: TermKind, references: string[]): Promise<Term[]> {
  const { plural } = TERM_TYPES[kind];
  if (references.length === 0)
    throw createUserErrorException(`At least one ${kind} is required.`, UserErrorCode.INVALID, ['from']);
  if (references.length > TAXONOMY_LIMITS.merged) {
    const message = `There must be at most ${TAXONOMY_LIMITS.merged} ${plural}.`;
    throw createUserErrorException(message, UserErrorCode.TOO_LONG, ['from']);
  }
  const terms = new Map<number, Term>();
  for (const [i, reference] of references.entries()) {
    const term = await findReferencedTerm(tx, kind, reference, ['from', String(i)]);
    terms.set(term.id, term);
  }
  return [...terms.values()];
}
