import { cacheTags } from '../../cache/cache-tags.js';
import type { ChangeKind } from '../../changes/change-log.js';
import type { PrismaClient, Redirect } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { appendChange } from '../../mutations/append-change.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { createTableSource, readPage } from '../../shared/lists/list.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import type { SiteAddress } from '../../shared/paths.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { assertNoPublicContent } from '../urls/reserve-path.js';
import { type ParsedRedirect, parseRedirect, type RedirectValues } from './parse-redirect.js';
import type {
  CreateRedirectInput,
  DeleteRedirectInput,
  DeleteRedirectPayload,
  RedirectPayload,
  RedirectsArgs,
} from './redirect.inputs.js';
import { REDIRECT_LIST } from './redirect-list.js';

/** Maximum number of redirects one after another. The route of a path follows as many. */
const MAX_CHAIN = 10;
/** Number of redirects per read of an export. */
const EXPORT_BATCH = 1_000;

/** Result of importing a redirect. */
export type RedirectImportResult =
  | { outcome: 'created' | 'updated' | 'unchanged' }
  | { outcome: 'refused'; reasons: string[] };

/** Lists, creates, deletes and imports the redirects that editors make. */
export class RedirectService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly site: SiteAddress,
  ) {}

  /** Returns a page of redirects. Throws BadUserInputError if the arguments are out of range. */
  list(args: RedirectsArgs): Promise<ConnectionPage<Redirect>> {
    return readPage(REDIRECT_LIST, args, createTableSource(this.prisma));
  }

  create(actor: Actor, input: CreateRedirectInput): Promise<RedirectPayload> {
    const call = { actor, action: 'createRedirect', input };
    return runMutation<RedirectPayload>(this.prisma, call, { redirect: null }, async (tx) => {
      const values = parseRedirect(input, this.site);
      const existing = await tx.redirect.findUnique({ where: { path: values.path } });
      if (existing) {
        const message = `${existing.path} redirects to ${existing.target} already. Delete that redirect first.`;
        throw createUserErrorException(message, UserErrorCode.TAKEN, ['from']);
      }
      const redirect = await saveRedirect(tx, values, null);
      const { path: from, target: to, isPermanent } = redirect;
      const target = toGlobalId('Redirect', redirect.id);
      return { payload: { redirect, userErrors: [] }, target, outcome: { from, to, isPermanent } };
    });
  }

  delete(actor: Actor, input: DeleteRedirectInput): Promise<DeleteRedirectPayload> {
    const call = { actor, action: 'deleteRedirect', input };
    return runMutation<DeleteRedirectPayload>(this.prisma, call, { deletedId: null }, async (tx) => {
      const redirect = await findRedirect(tx, input.id);
      await tx.redirect.delete({ where: { id: redirect.id } });
      await appendRedirectChange(tx, 'DELETED', redirect);
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { from: redirect.path, to: redirect.target } };
    });
  }

  /** Saves redirects in one transaction, and replaces those that are there. Returns a result for each. */
  import(batch: RedirectValues[]): Promise<RedirectImportResult[]> {
    return withWriteLock(this.prisma, async (tx) => {
      const results: RedirectImportResult[] = [];
      for (const values of batch) results.push(await importRedirect(tx, values, this.site));
      return results;
    });
  }

  /** Yields every redirect by path. */
  async *listAll(): AsyncGenerator<Redirect> {
    let last = '';
    for (;;) {
      const rows = await this.prisma.redirect.findMany({
        where: { path: { gt: last } },
        orderBy: { path: 'asc' },
        take: EXPORT_BATCH,
      });
      yield* rows;
      const end = rows.at(-1);
      if (!end) return;
      last = end.path;
    }
  }
}

function findRedirect(tx: Transaction, globalId: string): Promise<Redirect> {
  return findByGlobalId('Redirect', globalId, (id) => tx.redirect.findUnique({ where: { id } }));
}

async function importRedirect(
  tx: Transaction,
  values: RedirectValues,
  site: SiteAddress,
): Promise<RedirectImportResult> {
  try {
    const parsed = parseRedirect(values, site);
    const existing = await tx.redirect.findUnique({ where: { path: parsed.path } });
    if (existing?.target === parsed.target && existing.isPermanent === parsed.isPermanent)
      return { outcome: 'unchanged' };
    await saveRedirect(tx, parsed, existing);
    return { outcome: existing ? 'updated' : 'created' };
  } catch (error) {
    if (!(error instanceof UserErrorException)) throw error;
    const reasons = error.userErrors.map(({ field, message }) => `${field?.join('.')}: ${message}`);
    return { outcome: 'refused', reasons };
  }
}

/**
 * Creates a redirect, or changes the one at its path. Throws UserErrorException if public content is there, or
 * if the redirect would lead back to itself.
 */
async function saveRedirect(
  tx: Transaction,
  values: ParsedRedirect,
  existing: Redirect | null,
): Promise<Redirect> {
  const { path, target, isPermanent } = values;
  await assertNoPublicContent(tx, path, ['from']);
  await assertNoLoop(tx, values);
  const redirect = await tx.redirect.upsert({
    where: { path },
    create: values,
    update: { target, isPermanent },
  });
  await appendRedirectChange(tx, existing ? 'UPDATED' : 'CREATED', redirect);
  return redirect;
}

/** Follows the redirects from a target. Throws UserErrorException if they lead back, or are too many. */
async function assertNoLoop(tx: Transaction, { path, target }: ParsedRedirect): Promise<void> {
  let next: string | undefined = target;
  for (let hops = 1; hops <= MAX_CHAIN; hops++) {
    const following: Redirect | null = await tx.redirect.findUnique({ where: { path: next } });
    next = following?.target;
    if (next === undefined) return;
    if (next === path) {
      const message = `${target} leads back to ${path}: redirects would go round in a circle.`;
      throw createUserErrorException(message, UserErrorCode.INVALID, ['to']);
    }
  }
  const message = `More than ${MAX_CHAIN} redirects would follow one another. Redirect to ${next} instead.`;
  throw createUserErrorException(message, UserErrorCode.INVALID, ['to']);
}

async function appendRedirectChange(
  tx: Transaction,
  kind: Extract<ChangeKind, 'CREATED' | 'UPDATED' | 'DELETED'>,
  { id, path }: Redirect,
): Promise<void> {
  const location = { slug: path.slice(path.lastIndexOf('/') + 1), path };
  await appendChange(tx, {
    kind,
    nodeType: 'Redirect',
    nodeId: id,
    keys: [cacheTags.path(path)],
    before: kind === 'CREATED' ? null : location,
    after: kind === 'DELETED' ? null : location,
  });
}
