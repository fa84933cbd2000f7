import type { Command } from 'commander';
import { readConfig } from '../../config/env.js';
import { resolveSecretKey } from '../../config/secret-key.js';
import type { Database } from '../../database/database.js';
import { NO_DOCUMENTS } from '../../graphql/persisted-documents/document-runner.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { createListOption } from '../../shared/text/list-option.js';
import { addJsonOption, type ListOptions, printList } from '../../shared/text/list-output.js';
import { formatMinute } from '../../shared/text/text-table.js';
import { formatFilter } from '../article/filter/stored-filter.js';
import type { CommandContext } from '../module.js';
import { WebhookLoaders } from './webhook.loaders.js';
import { DEFAULT_KINDS, WebhookService } from './webhook.service.js';
import { WebhookEventKind } from './webhook.type.js';
import { WebhookSecrets } from './webhook-secret.js';

const EVENT_KINDS = Object.values(WebhookEventKind).map((kind) => kind.toLowerCase());
/** Maximum number of deliveries listed. */
const MAX_LISTED = 50;

interface AddOptions {
  events: string[];
  description?: string;
  filter?: string;
  document?: string;
}

interface ListedWebhook {
  id: number;
  url: string;
  kinds: string[];
  filter: string | null;
  document: string | null;
  failingSince: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
}

const WEBHOOK_COLUMNS: Record<string, (webhook: ListedWebhook) => string> = {
  id: ({ id }) => String(id),
  url: ({ url }) => url,
  events: ({ kinds }) => kinds.join(',').toLowerCase(),
  filter: ({ filter }) => filter ?? '',
  document: ({ document }) => document ?? '',
  'failing since': ({ failingSince }) => formatMinute(failingSince),
  disabled: ({ disabledAt }) => formatMinute(disabledAt),
  why: ({ disabledReason }) => disabledReason ?? '',
};

interface ListedDelivery {
  id: number;
  createdAt: Date;
  kind: string;
  status: string;
  attempts: number;
  lastAnswer: string | number | null;
  dueAt: Date | null;
}

const DELIVERY_COLUMNS: Record<string, (delivery: ListedDelivery) => string> = {
  id: ({ id }) => String(id),
  made: ({ createdAt }) => formatMinute(createdAt),
  event: ({ kind }) => kind.toLowerCase(),
  status: ({ status }) => status.toLowerCase(),
  attempts: ({ attempts }) => String(attempts),
  'last response': ({ lastAnswer }) => String(lastAnswer ?? ''),
  next: ({ dueAt }) => formatMinute(dueAt),
};

/** Adds the commands that begin with `dateline webhooks`. A running gateway sends the deliveries. */
export function addWebhookCommands(
  webhooks: Command,
  { withDatabase, createFilters, createDocuments }: CommandContext,
): void {
  const withService = <T>(
    work: (service: WebhookService, secrets: WebhookSecrets, database: Database) => Promise<T>,
    { hasDocument = false } = {},
  ) =>
    withDatabase(async (database) => {
      const config = readConfig();
      const secrets = new WebhookSecrets(() => resolveSecretKey(config));
      const documents = hasDocument ? await createDocuments(database) : NO_DOCUMENTS;
      const service = new WebhookService(database.prisma, config.WEBHOOK_ALLOW_PRIVATE, secrets, documents);
      return work(service, secrets, database);
    });
  const withLoaders = <T>(work: (loaders: WebhookLoaders) => Promise<T>) =>
    withDatabase(({ prisma }) => work(new WebhookLoaders(prisma)));

  webhooks
    .command('add <url>')
    .description('register a webhook for future changes, and print its secret; it cannot be printed again')
    .addOption(
      createListOption(
        '--events <kinds>',
        `comma-separated events: ${EVENT_KINDS.join(', ')}`,
        DEFAULT_KINDS.map((kind) => kind.toLowerCase()),
      ),
    )
    .option('--description <text>', 'owner and purpose of the webhook')
    .option(
      '--filter <json>',
      'send changes only of articles that match; JSON of a variable of type ArticleFilter, e.g. {"kinds":["OPINION"]}',
    )
    .option(
      '--document <id>',
      'send the result of a trusted document with changes of articles; a query with the variable $id: ID!',
    )
    .action(async (url: string, { events, description, filter: text, document }: AddOptions) => {
      const kinds = events.map((kind) => kind.toUpperCase());
      await withService(
        async (service, secrets, database) => {
          const filters = text === undefined ? null : await createFilters(database);
          const filter = text === undefined ? null : filters?.parse(text);
          const input = { url, kinds, description, filter, document };
          const { webhookId, secret } = await service.create(null, input, filters?.createLoaders().articles);
          console.log(`Webhook ${webhookId}. Its secret:\n${secret && secrets.deriveSecret(secret)}`);
        },
        { hasDocument: document !== undefined },
      );
    });
  addJsonOption(webhooks.command('list'))
    .description('list webhooks, with the reason if one is disabled')
    .action(async (options: ListOptions) => {
      const records = (await withLoaders((loaders) => loaders.list({ orderBy: 'OLDEST' }))).map(
        ({ id, url, description, kinds, filter, document, failingSince, disabledAt, disabledReason }) => ({
          id,
          url,
          description,
          kinds,
          filter: filter === null ? null : formatFilter(filter),
          document,
          failingSince,
          disabledAt,
          disabledReason,
        }),
      );
      printList(records, WEBHOOK_COLUMNS, options);
    });
  webhooks
    .command('remove <id>')
    .description('delete a webhook and its deliveries')
    .action(async (id: string) => {
      await withService((service) => service.delete(null, { id: toGlobalId('Webhook', parseId(id)) }));
      console.log(`Webhook ${id} was deleted.`);
    });
  webhooks
    .command('enable <id>')
    .description('enable a disabled webhook, for future changes')
    .action(async (id: string) => {
      await withService((service) =>
        service.update(null, { id: toGlobalId('Webhook', parseId(id)), isEnabled: true }),
      );
      console.log(`Webhook ${id} is enabled.`);
    });
  addJsonOption(webhooks.command('deliveries <id>'))
    .description(`list the last ${MAX_LISTED} deliveries of a webhook, with the responses`)
    .action(async (id: string, options: ListOptions) => {
      const records = await withLoaders(async (loaders) => {
        const { nodes } = await loaders.listDeliveries(parseId(id), { first: MAX_LISTED });
        return Promise.all(
          nodes.map(async ({ id, createdAt, kind, status, dueAt }) => {
            const attempts = await loaders.attempts.load(id);
            const last = attempts.at(-1);
            const answer = last?.error ?? last?.status ?? null;
            return { id, createdAt, kind, status, attempts: attempts.length, lastAnswer: answer, dueAt };
          }),
        );
      });
      printList(records, DELIVERY_COLUMNS, options);
    });
  webhooks
    .command('redeliver <delivery>')
    .description('send a delivery again, whether or not it succeeded')
    .action(async (id: string) => {
      const delivery = toGlobalId('WebhookDelivery', parseId(id));
      await withService((service) => service.redeliver(null, { id: delivery }));
      console.log(`Delivery ${id} was queued. A running gateway sends it.`);
    });
}

/** Parses an ID; returns 0, which no record has, if it is not a number. */
function parseId(id: string): number {
  return /^\d{1,9}$/.test(id) ? Number(id) : 0;
}
