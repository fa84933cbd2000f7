import { isDeepStrictEqual } from 'node:util';
import { InputErrorCollector } from '../../../mutations/input-errors.js';
import type { UserError } from '../../../mutations/mutation.type.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { UserErrorException } from '../../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../../mutations/write-lock.js';
import { normalizePath } from '../../../shared/paths.js';
import { toGlobalId } from '../../../shared/references/global-id.js';
import { toRobotsColumns } from '../../../shared/robots.js';
import type { ArticleConditionBuilder } from '../../article/filter/article-filter.sql.js';
import type { ImageContent } from '../../editing/article-content.js';
import { findOrCreateImage } from '../../taxonomy/write/find-or-create.js';
import type { ContainerInput, CreateFrontInput } from '../front.inputs.js';
import type { ContainerContent, FrontContent } from '../front-content.js';
import { checkContent } from './check-content.js';
import { FrontInputReader } from './front-input-reader.js';
import { publishFront, scheduleFront } from './publish-front.js';
import { createFront, type StoredFront, saveRevision } from './save-front.js';

/** Front of a folder. Its input names articles by path, ID or slug. */
export interface ExternalFront {
  /** Pictures of cards are not in it. Each container and card has an ID. */
  input: CreateFrontInput;
  /** Pictures by the ID of their card. */
  images: ReadonlyMap<string, ImageContent>;
  /** True if it is to stay a draft. */
  isDraft: boolean;
  /** Time at which it is to be published. Null for now, unless it is a draft. */
  scheduledFor: Date | null;
}

export interface FrontImportResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';
  reasons: string[];
}

/** `action` of revisions that an import saved. */
const IMPORT = { actor: { keyId: null }, action: 'import' };

/** Inputs that name articles. Those that are not here are left out of an imported front. */
const ARTICLES = ['article', 'sublinks', 'relatedTo'];

/**
 * Creates a front, or replaces the one at its path. One that was last changed by an editor is kept, unless `overwrite` is
 * set. Throws UserErrorException for an invalid front.
 */
export async function importFront(
  tx: Transaction,
  front: ExternalFront,
  conditions: Pick<ArticleConditionBuilder, 'build'>,
  { overwrite = false }: { overwrite?: boolean | undefined } = {},
): Promise<FrontImportResult> {
  const { content, reasons } = await readContent(tx, front, conditions);
  const path = normalizePath(front.input.path) ?? front.input.path;
  const existing = (await tx.front.findUnique({ where: { path } })) as unknown as StoredFront | null;
  if (!existing) {
    await setPublication(tx, await createFront(tx, { path, content }, IMPORT), front);
    return { outcome: 'created', reasons };
  }
  if (isDeepStrictEqual(existing.content, JSON.parse(JSON.stringify(content))))
    return { outcome: 'unchanged', reasons };
  if (!overwrite && !(await wasImported(tx, existing)))
    return { outcome: 'kept', reasons: [...reasons, 'was changed here; use --overwrite to replace it'] };
  await setPublication(tx, await saveRevision(tx, existing, content, IMPORT), front);
  return { outcome: 'updated', reasons };
}

/** Returns the content of a front, and reasons that name the articles that are not here. */
async function readContent(
  tx: Transaction,
  { input, images }: ExternalFront,
  conditions: Pick<ArticleConditionBuilder, 'build'>,
): Promise<{ content: FrontContent; reasons: string[] }> {
  const errors = new InputErrorCollector();
  const reader = new FrontInputReader(tx, errors, conditions);
  const containers = await resolvePaths(tx, input.containers ?? []);
  const content: FrontContent = {
    ...{ title: null, description: null, seoTitle: null, seoDescription: null },
    ...reader.readTexts(input),
    ...{ noindex: null, nofollow: null },
    ...toRobotsColumns(input.robots),
    containers: await addImages(tx, await reader.readContainers(containers, ['containers']), images),
  };
  checkContent(content, errors, null);
  const [first, ...others] = errors.errors.filter((error) => !isMissingArticle(error));
  if (first) throw new UserErrorException([first, ...others]);
  const reasons = errors.errors.map(({ field, message }) => `${field?.join('.')} was left out: ${message}`);
  return { content, reasons };
}

function isMissingArticle({ code, field }: UserError): boolean {
  return code === UserErrorCode.NOT_FOUND && field?.some((name) => ARTICLES.includes(name)) === true;
}

/** Replaces the paths of articles by their IDs. */
async function resolvePaths(tx: Transaction, containers: ContainerInput[]): Promise<ContainerInput[]> {
  const cards = containers.flatMap(({ cards }) => cards ?? []);
  const references = [
    ...cards.flatMap(({ article, sublinks }) => [article, ...(sublinks ?? [])]),
    ...containers.flatMap(({ rule }) => rule?.relatedTo ?? []),
  ];
  const path = { in: references.filter((reference) => reference.startsWith('/')) };
  const rows = await tx.draft.findMany({ where: { path }, select: { id: true, path: true } });
  const ids = new Map(rows.map((row) => [row.path, toGlobalId('Article', row.id)]));
  const resolve = (reference: string) => ids.get(reference) ?? reference;
  return containers.map(({ rule, cards, ...container }) => ({
    ...container,
    ...(rule && { rule: { ...rule, ...(rule.relatedTo && { relatedTo: resolve(rule.relatedTo) }) } }),
    cards: (cards ?? []).map(({ article, sublinks, ...card }) => ({
      ...card,
      article: resolve(article),
      sublinks: (sublinks ?? []).map(resolve),
    })),
  }));
}

async function addImages(
  tx: Transaction,
  containers: ContainerContent[],
  images: ExternalFront['images'],
): Promise<ContainerContent[]> {
  const ids = new Map<string, number>();
  for (const [cardId, image] of images) ids.set(cardId, await findOrCreateImage(tx, image));
  return containers.map((container) => ({
    ...container,
    cards: container.cards.map((card) => {
      const id = ids.get(card.id);
      return id === undefined ? card : { ...card, image: { $type: 'image', id } };
    }),
  }));
}

async function wasImported(tx: Transaction, { id, revision }: StoredFront): Promise<boolean> {
  const where = { frontId_number: { frontId: id, number: revision } };
  const latest = await tx.frontRevision.findUnique({ where, select: { action: true } });
  return latest?.action === IMPORT.action;
}

/** Publishes a front that was saved, now or at its time. */
async function setPublication(
  tx: Transaction,
  saved: StoredFront,
  { isDraft, scheduledFor }: ExternalFront,
): Promise<void> {
  if (isDraft) return;
  const now = await readDatabaseClock(tx);
  if (scheduledFor && scheduledFor > now) await scheduleFront(tx, saved.id, scheduledFor);
  else await publishFront(tx, saved, now);
}
