import type { Command } from 'commander';
import { ApiKeyService, type ApiKeySummary } from '../../auth/api-keys.service.js';
import { SCOPES } from '../../auth/scope.js';
import { createListOption } from '../../shared/text/list-option.js';
import { addJsonOption, type ListOptions, printList } from '../../shared/text/list-output.js';
import { formatMinute } from '../../shared/text/text-table.js';
import type { CommandContext } from '../module.js';

const COLUMNS: Record<string, (key: Omit<ApiKeySummary, 'id' | 'limits' | 'authorId'>) => string> = {
  prefix: ({ prefix }) => prefix,
  name: ({ name }) => name,
  scopes: ({ scopes }) => scopes.join(','),
  'last used': ({ lastUsedAt }) => formatMinute(lastUsedAt),
  expires: ({ expiresAt }) => formatMinute(expiresAt),
  withdrawn: ({ revokedAt }) => formatMinute(revokedAt),
};

/** Adds the commands that begin with `dateline keys`. */
export function addKeyCommands(keys: Command, { withDatabase }: CommandContext): void {
  const withService = <T>(work: (service: ApiKeyService) => Promise<T>): Promise<T> =>
    withDatabase(({ prisma }) => work(new ApiKeyService(prisma)));

  keys
    .command('create')
    .description('create an API key and print it; it cannot be printed again')
    .requiredOption('--name <name>', 'name of the person or program that uses the key')
    .addOption(
      createListOption(
        '--scope <scopes>',
        `comma-separated scopes: ${Object.keys(SCOPES).join(', ')}`,
      ).makeOptionMandatory(),
    )
    .option('--expires <date>', 'expiry date, e.g. 2027-01-31')
    .action(async ({ name, scope, expires }: { name: string; scope: string[]; expires?: string }) => {
      const { secret } = await withService((service) =>
        service.create(name, scope, expires ? new Date(expires) : null),
      );
      console.log(secret);
    });
  addJsonOption(keys.command('list'))
    .description(
      'list all API keys by prefix, without their secrets, and the identities that authenticators recognized',
    )
    .action(async (options: ListOptions) => {
      const records = (await withService((service) => service.list())).map(
        ({ prefix, name, scopes, issuer, subject, createdAt, lastUsedAt, expiresAt, revokedAt }) => ({
          prefix,
          name,
          scopes,
          issuer,
          subject,
          createdAt,
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
