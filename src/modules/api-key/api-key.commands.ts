import type { Command } from 'commander';
import { ApiKeyService, type ApiKeySummary } from '../../auth/api-keys.service.js';
import { readLimits } from '../../auth/article-limits.js';
import { SCOPES } from '../../auth/scope.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { EMPTY_MODEL } from '../../fields/content-model.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { createListOption } from '../../shared/text/list-option.js';
import { addJsonOption, type ListOptions, printList } from '../../shared/text/list-output.js';
import { formatMinute } from '../../shared/text/text-table.js';
import type { CommandContext } from '../module.js';
import {
  addRestrictionOptions,
  formatLimits,
  type ListedLimits,
  listLimits,
  parseRestrictions,
  type RestrictionOptions,
} from './restriction-options.js';

interface CreateOptions extends RestrictionOptions {
  name: string;
  scope: string[];
  expires?: string;
}

type ListedKey = Omit<ApiKeySummary, 'id' | 'limits' | 'authorId'> & { limits: ListedLimits | null };

const COLUMNS: Record<string, (key: ListedKey) => string> = {
  prefix: ({ prefix }) => prefix,
  name: ({ name }) => name,
  scopes: ({ scopes }) => scopes.join(','),
  limits: ({ limits }) => formatLimits(limits),
  'last used': ({ lastUsedAt }) => formatMinute(lastUsedAt),
  expires: ({ expiresAt }) => formatMinute(expiresAt),
  withdrawn: ({ revokedAt }) => formatMinute(revokedAt),
};

/** Adds the commands that begin with `dateline keys`. */
export function addKeyCommands(keys: Command, { withDatabase, loadModel }: CommandContext): void {
  const withService = <T>(work: (service: ApiKeyService) => Promise<T>): Promise<T> =>
    withDatabase(({ prisma }) => work(new ApiKeyService(prisma)));

  const parseOptions = async (prisma: PrismaClient, options: RestrictionOptions) =>
    parseRestrictions(prisma, options, options.kinds ? await loadModel() : EMPTY_MODEL);

  addRestrictionOptions(keys.command('create'))
    .description('create an API key and print it; it cannot be printed again')
    .requiredOption('--name <name>', 'name of the person or program that uses the key')
    .addOption(
      createListOption(
        '--scope <scopes>',
        `comma-separated scopes: ${Object.keys(SCOPES).join(', ')}`,
      ).makeOptionMandatory(),
    )
    .option('--expires <date>', 'expiry date, e.g. 2027-01-31')
    .action(async ({ name, scope, expires, ...options }: CreateOptions) => {
      const { secret } = await withDatabase(async ({ prisma }) => {
        const restrictions = await parseOptions(prisma, options);
        return new ApiKeyService(prisma).create(
          name,
          scope,
          expires ? new Date(expires) : null,
          restrictions,
        );
      });
      console.log(secret);
    });
  addRestrictionOptions(keys.command('limit <prefix>'))
    .description('replace the limits of an API key or identity, and its author if one is given')
    .option('--none', 'remove the limits')
    .action(async (prefix: string, { none, ...options }: RestrictionOptions & { none?: boolean }) => {
      await withDatabase(async ({ prisma }) => {
        const restrictions = await parseOptions(prisma, options);
        if (!none === !restrictions.limits)
          throw new UserFacingError('Give limits, such as --sections sport, or --none to remove them.');
        const { id } = await findKey(prisma, prefix);
        await new ApiKeyService(prisma).update(id, { ...restrictions, limits: restrictions.limits ?? null });
      });
      console.log(none ? `The key ${prefix} has no limits.` : `The limits of the key ${prefix} were set.`);
    });
  addJsonOption(keys.command('list'))
    .description(
      'list all API keys by prefix, without their secrets, and the identities that authenticators recognized',
    )
    .action(async (options: ListOptions) => {
      const records = (await withDatabase(listKeys)).map(
        ({
          prefix,
          name,
          scopes,
          limits,
          issuer,
          subject,
          createdAt,
          updatedAt,
          lastUsedAt,
          expiresAt,
          revokedAt,
        }) => ({
          prefix,
          name,
          scopes,
          limits,
          issuer,
          subject,
          createdAt,
          updatedAt,
          lastUsedAt,
          expiresAt,
          revokedAt,
        }),
      );
      printList(records, COLUMNS, options);
    });
  keys
    .command('revoke <prefix>')
    .description('revoke an API key or an identity by its prefix, as shown by `keys list`')
    .action(async (prefix: string) => {
      const isRevoked = await withService((service) => service.revoke(prefix));
      console.log(
        isRevoked
          ? `The key ${prefix} was revoked.`
          : `No active key has the prefix ${prefix}. To list keys, run: dateline keys list`,
      );
      process.exitCode = isRevoked ? 0 : 1;
    });
}

/** Lists keys, with the slugs of the sections of their limits. */
async function listKeys({ prisma }: { prisma: PrismaClient }): Promise<ListedKey[]> {
  const keys = await new ApiKeyService(prisma).list();
  const ids = keys.flatMap((key) => readLimits(key)?.sections ?? []);
  const rows = await prisma.section.findMany({
    where: { id: { in: ids } },
    select: { id: true, slug: true },
  });
  const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
  return keys.map((key) => ({ ...key, limits: listLimits(readLimits(key), slugs) }));
}

async function findKey(prisma: PrismaClient, prefix: string): Promise<{ id: number }> {
  const key = await prisma.apiKey.findUnique({ where: { prefix }, select: { id: true } });
  if (key) return key;
  throw new UserFacingError(`No key has the prefix ${prefix}. To list keys, run: dateline keys list`);
}
