import { createLinkToken } from '../../auth/preview-link-tokens.js';
import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
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
/** Maximum number of links in use of an article. */
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
      const { id: articleId } = await findDraft(tx, input.id);
      await assertInLimits(tx, actor, articleId, ['id']);
      const name = readName(input.name);
      await assertFewLinks(tx, articleId);
      const { token, hash } = createLinkToken();
      const previewLink = await insertLink(tx, { articleId, name, hash, expiresAt: input.expiresAt });
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
      const { id: articleId } = await findDraft(tx, input.id);
      await assertInLimits(tx, actor, articleId, ['id']);
      const ids = input.linkIds?.map(parseLinkId);
      const previewLinks = await tx.$queryRaw<PreviewLinkRow[]>(sql`
        UPDATE preview_link SET revoked_at = now()
        WHERE article_id = ${articleId} AND ${IS_IN_USE} AND ${ids ? sql`id = ANY(${ids}::int[])` : sql`true`}
        RETURNING ${LINK_COLUMNS}`);
      if (previewLinks.length < new Set(ids).size) throw createNotFoundError();
      const outcome = { names: previewLinks.map(({ name }) => name) };
      return { payload: { previewLinks, userErrors: [] }, target: input.id, outcome };
    });
  }
}

function readName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= MAX_NAME) return name;
  const message = `The name of the person must have 1 to ${MAX_NAME} characters.`;
  throw createUserErrorException(message, UserErrorCode.INVALID, ['name']);
}

async function assertFewLinks(tx: Transaction, articleId: number): Promise<void> {
  const [row] = await tx.$queryRaw<{ links: number }[]>(sql`
    SELECT count(*)::int AS links FROM preview_link WHERE article_id = ${articleId} AND ${IS_IN_USE}`);
  if (requireValue(row, 'count returns a row.').links < MAX_LINKS) return;
  const message = `The article has ${MAX_LINKS} preview links in use. Revoke some of them first.`;
  throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
}

interface NewLink {
  articleId: number;
  name: string;
  hash: Uint8Array<ArrayBuffer>;
  expiresAt: Date | null | undefined;
}

/** Inserts a link. Throws UserErrorException unless it expires in time, by the clock of the database. */
async function insertLink(
  tx: Transaction,
  { articleId, name, hash, expiresAt }: NewLink,
): Promise<PreviewLinkRow> {
  if (expiresAt && !isStorableTime(expiresAt)) throw createEndError();
  const days = (count: number) => sql`now() + interval '${raw(`${count} days`)}'`;
  const end = expiresAt ? sql`${expiresAt.toISOString()}::timestamptz` : days(DEFAULT_DAYS);
  const [link] = await tx.$queryRaw<PreviewLinkRow[]>(sql`
    INSERT INTO preview_link (article_id, name, hash, expires_at)
    SELECT ${articleId}::int, ${name}, ${hash}, ${end} WHERE ${end} > now() AND ${end} <= ${days(MAX_DAYS)}
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
  const message = 'The article has no such preview link in use.';
  return createUserErrorException(message, UserErrorCode.NOT_FOUND, ['linkIds']);
}
