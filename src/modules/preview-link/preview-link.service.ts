import { createLinkToken } from '../../auth/preview-link-tokens.js';
import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseGlobalId } from '../../shared/references/global-id.js';
import { requireValue } from '../../shared/require-value.js';
import { isStorableTime } from '../../shared/time.js';
import { findDraft } from '../editing/article-writes.js';
import { assertInLimits } from '../editing/assert-in-limits.js';
import type {
  CreatePreviewLinkInput,
  CreatePreviewLinkPayload,
  RevokePreviewLinksInput,
  RevokePreviewLinksPayload,
} from './preview-link.inputs.js';
import { IS_IN_USE, LINK_COLUMNS } from './preview-link.loaders.js';
import type { PreviewLinkRow } from './preview-link.type.js';

const { sql, raw } = Prisma;

const DEFAULT_DAYS = 7;
const MAX_DAYS = 30;
const MAX_NAME = 100;
/** Maximum number of links in use of an article or front. */
const MAX_LINKS = 50;

/** Creates and revokes links that show one draft to one person. */
export class PreviewLinkService {
  constructor(
    private readonly prisma: PrismaClient,
    /** URL of the site's draft route. */
    private readonly siteUrl: string,
  ) {}

  create(actor: Actor, input: CreatePreviewLinkInput): Promise<CreatePreviewLinkPayload> {
    const call = { actor, action: 'createPreviewLink', input };
    const refused = { previewLink: null, token: null, url: null };
    return runMutation<CreatePreviewLinkPayload>(this.prisma, call, refused, async (tx) => {
      const target = await findTarget(tx, actor, input.id);
      const name = readName(input.name);
      await assertFewLinks(tx, target);
      const { token, hash } = createLinkToken();
      const previewLink = await insertLink(tx, { target, name, hash, expiresAt: input.expiresAt });
      const url = new URL(this.siteUrl);
      url.searchParams.set('link', token);
      const payload = { previewLink, token, url: url.href, userErrors: [] };
      return {
        payload,
        storedPayload: { ...payload, token: null, url: null },
        target: input.id,
        outcome: { name, expiresAt: previewLink.expiresAt.toISOString() },
      };
    });
  }

  revoke(actor: Actor, input: RevokePreviewLinksInput): Promise<RevokePreviewLinksPayload> {
    const call = { actor, action: 'revokePreviewLinks', input };
    return runMutation<RevokePreviewLinksPayload>(this.prisma, call, { previewLinks: [] }, async (tx) => {
      const target = await findTarget(tx, actor, input.id);
      const ids = input.linkIds?.map(parseLinkId);
      const previewLinks = await tx.$queryRaw<PreviewLinkRow[]>(sql`
        UPDATE preview_link SET revoked_at = now()
        WHERE ${target.column} = ${target.id} AND ${IS_IN_USE} AND ${ids ? sql`id = ANY(${ids}::int[])` : sql`true`}
        RETURNING ${LINK_COLUMNS}`);
      if (previewLinks.length < new Set(ids).size) throw createNotFoundError();
      const outcome = { names: previewLinks.map(({ name }) => name) };
      return { payload: { previewLinks, userErrors: [] }, target: input.id, outcome };
    });
  }
}

/** The article or front whose draft a link shows. */
interface Target {
  /** Column of links that has its ID. */
  column: Prisma.Sql;
  id: number;
  noun: 'article' | 'front';
}

/** Finds an article or front that the key may change. Throws UserErrorException if there is none. */
async function findTarget(tx: Transaction, actor: Actor, globalId: string): Promise<Target> {
  if (parseGlobalId(globalId)?.type !== 'Front') {
    const { id } = await findDraft(tx, globalId);
    await assertInLimits(tx, actor, id, ['id']);
    return { column: sql`article_id`, id, noun: 'article' };
  }
  if (actor.limits) {
    const message = 'Your API key has limits, and may not change fronts or show their drafts.';
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  const { id } = await findByGlobalId('Front', globalId, (frontId) =>
    tx.front.findUnique({ where: { id: frontId }, select: { id: true } }),
  );
  return { column: sql`front_id`, id, noun: 'front' };
}

function readName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= MAX_NAME) return name;
  const message = `The name of the person must have 1 to ${MAX_NAME} characters.`;
  throw createUserErrorException(message, UserErrorCode.INVALID, ['name']);
}

async function assertFewLinks(tx: Transaction, { column, id, noun }: Target): Promise<void> {
  const [row] = await tx.$queryRaw<{ links: number }[]>(sql`
    SELECT count(*)::int AS links FROM preview_link WHERE ${column} = ${id} AND ${IS_IN_USE}`);
  if (requireValue(row, 'count returns a row.').links < MAX_LINKS) return;
  const message = `The ${noun} has ${MAX_LINKS} preview links in use. Revoke some of them first.`;
  throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
}

interface NewLink {
  target: Target;
  name: string;
  hash: Uint8Array<ArrayBuffer>;
  expiresAt: Date | null | undefined;
}

/** Inserts a link. Throws UserErrorException unless it expires in time, by the clock of the database. */
async function insertLink(
  tx: Transaction,
  { target, name, hash, expiresAt }: NewLink,
): Promise<PreviewLinkRow> {
  if (expiresAt && !isStorableTime(expiresAt)) throw createEndError();
  const days = (count: number) => sql`now() + interval '${raw(`${count} days`)}'`;
  const end = expiresAt ? sql`${expiresAt.toISOString()}::timestamptz` : days(DEFAULT_DAYS);
  const [link] = await tx.$queryRaw<PreviewLinkRow[]>(sql`
    INSERT INTO preview_link (${target.column}, name, hash, expires_at)
    SELECT ${target.id}::int, ${name}, ${hash}, ${end} WHERE ${end} > now() AND ${end} <= ${days(MAX_DAYS)}
    RETURNING ${LINK_COLUMNS}`);
  if (!link) throw createEndError();
  return link;
}

function createEndError() {
  const message = `A preview link must expire in the future, within ${MAX_DAYS} days.`;
  return createUserErrorException(message, UserErrorCode.INVALID, ['expiresAt']);
}

function parseLinkId(globalId: string): number {
  const key = parseGlobalId(globalId);
  if (key?.type !== 'PreviewLink') throw createNotFoundError();
  return key.id;
}

function createNotFoundError() {
  const message = 'There is no such preview link in use.';
  return createUserErrorException(message, UserErrorCode.NOT_FOUND, ['linkIds']);
}
