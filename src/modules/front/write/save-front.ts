import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../../cache/cache-tags.js';
import type { ChangeKind, ContentLocation } from '../../../changes/change-log.js';
import type { Front, Prisma } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import { findByGlobalId } from '../../../mutations/find-by-global-id.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { normalizePath } from '../../../shared/paths.js';
import { assertNoArticle, assertNoRedirect } from '../../urls/reserve-path.js';
import type { FrontContent } from '../front-content.js';
import { FRONT_LIMITS } from '../front-limits.js';

/** A front as it is stored. */
export type StoredFront = Omit<Front, 'content' | 'published'> & {
  content: FrontContent;
  published: FrontContent | null;
};

/** The API key and the mutation that save a revision. */
export interface RevisionSource {
  /** The key is null for an import. */
  actor: { keyId: number | null };
  action: string;
}

/** Finds the front with a global ID. Throws UserErrorException if the ID is not that of a front. */
export async function findFront(tx: Transaction, globalId: string): Promise<StoredFront> {
  const row = await findByGlobalId('Front', globalId, (id) => tx.front.findUnique({ where: { id } }));
  return row as unknown as StoredFront;
}

/** Creates a front with its first revision. Throws UserErrorException if its path is taken, or there are too many. */
export async function createFront(
  tx: Transaction,
  { path: given, content }: { path: string; content: FrontContent },
  { actor, action }: RevisionSource,
): Promise<StoredFront> {
  if ((await tx.front.count()) >= FRONT_LIMITS.fronts) {
    const message = `The site has ${FRONT_LIMITS.fronts} fronts, which is the maximum. Delete one first.`;
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED);
  }
  const path = await readFrontPath(tx, given);
  const json = toJson(content);
  const row = await tx.front.create({
    data: {
      ...{ path, content: json, revision: 1 },
      revisions: { create: { number: 1, content: json, keyId: actor.keyId, action } },
    },
  });
  return row as unknown as StoredFront;
}

/** Saves another revision of a front, unless nothing changes. */
export async function saveRevision(
  tx: Transaction,
  front: StoredFront,
  content: FrontContent,
  { actor, action }: RevisionSource,
): Promise<StoredFront> {
  const json = toJson(content);
  if (isDeepStrictEqual(json, toJson(front.content))) return front;
  const number = front.revision + 1;
  const row = await tx.front.update({
    where: { id: front.id },
    data: {
      ...{ content: json, revision: number },
      revisions: { create: { number, content: json, keyId: actor.keyId, action } },
    },
  });
  return row as unknown as StoredFront;
}

/** Moves a front to another path, which readers see without a publication. Throws UserErrorException if the path is taken. */
export async function moveFront(tx: Transaction, front: StoredFront, given: string): Promise<StoredFront> {
  const path = await readFrontPath(tx, given, front.id);
  if (path === front.path) return front;
  const row = await tx.front.update({ where: { id: front.id }, data: { path } });
  if (front.published)
    await appendFrontChange(tx, 'MOVED', { id: front.id, before: front.path, after: path });
  return row as unknown as StoredFront;
}

/** Appends a change of a public front. The paths are null where it is not public. */
export async function appendFrontChange(
  tx: Transaction,
  kind: ChangeKind,
  { id, before, after }: { id: number; before: string | null; after: string | null },
): Promise<void> {
  const paths = [before, after].flatMap((path) => (path === null ? [] : cacheTags.path(path)));
  await appendChange(tx, {
    kind,
    nodeType: 'Front',
    nodeId: id,
    keys: [cacheTags.front(id), cacheTags.fronts, ...paths],
    before: toLocation(before),
    after: toLocation(after),
  });
}

function toLocation(path: string | null): ContentLocation | null {
  return path === null ? null : { slug: path.slice(path.lastIndexOf('/') + 1), path };
}

/** Normalizes the path of a front. Throws UserErrorException if it is none, or if another page is there. */
async function readFrontPath(tx: Transaction, given: string, ownId: number | null = null): Promise<string> {
  const field = ['path'];
  const path = given.startsWith('/') ? normalizePath(given) : null;
  if (path === null)
    throw createUserErrorException(
      'The path must be a path of the site, such as /world.',
      UserErrorCode.INVALID,
      field,
    );
  if (path.length > FRONT_LIMITS.path) {
    const message = `The path must have at most ${FRONT_LIMITS.path} characters, but has ${path.length}.`;
    throw createUserErrorException(message, UserErrorCode.TOO_LONG, field);
  }
  const other = await tx.front.findUnique({ where: { path }, select: { id: true } });
  if (other && other.id !== ownId)
    throw createUserErrorException(`Another front is at ${path}.`, UserErrorCode.TAKEN, field);
  await assertNoArticle(tx, path, field);
  await assertNoRedirect(tx, path, field);
  return path;
}

/** Returns the JSON of a column without undefined values. */
function toJson(content: FrontContent): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(content));
}
