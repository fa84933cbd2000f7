import type { Command } from 'commander';
import { readConfig } from './config.js';
import type { Database } from './database/database.js';
import { WebhookLoaders } from './modules/webhook/webhook.loaders.js';
import { WebhookService } from './modules/webhook/webhook.service.js';
import { WebhookEventKind } from './modules/webhook/webhook.type.js';
import { WebhookSecrets } from './modules/webhook/webhook-secret.js';
import { secretKeyOf } from './secret-key.js';
import { toGlobalId } from './shared/global-id.js';
import { minuteOf, textTable } from './shared/text-table.js';

type WithDatabase = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

const KINDS = Object.values(WebhookEventKind).map((kind) => kind.toLowerCase());
/** As many deliveries as are listed. */
const LISTED = 50;

/** The commands that begin with `dateline webhooks`. What is to be sent is sent by the gateway, once it runs. */
export function addWebhookCommands(program: Command, withDatabase: WithDatabase): void {
  const webhooks = program.command('webhooks').description('addresses that are told of changes');
  const write = <T>(work: (service: WebhookService, secrets: WebhookSecrets) => Promise<T>) =>
    withDatabase(({ editorial }) => {
      const config = readConfig();
      const secrets = new WebhookSecrets(() => secretKeyOf(config));
      return work(new WebhookService(editorial, config.WEBHOOK_ALLOW_PRIVATE, secrets), secrets);
    });
  const read = <T>(work: (loaders: WebhookLoaders) => Promise<T>) =>
    withDatabase(({ editorial }) => work(new WebhookLoaders(editorial)));

  webhooks
    .command('add <url>')
    .description('tell an address of every change from now on, and print its secret: this once only')
    .option('--events <kinds>', `which, with commas between: ${KINDS.join(', ')}`, KINDS.join(','))
    .option('--description <text>', 'whose it is and what for')
    .action(async (url: string, { events, description }: { events: string; description?: string }) => {
      const kinds = events.split(',').map((kind) => kind.trim().toUpperCase());
      await write(async (service, secrets) => {
        const { webhookId, secret } = await service.register(null, { url, kinds, description });
        console.log(`Webhook ${webhookId}. Its secret:\n${secret && secrets.of(secret)}`);
      });
    });
  webhooks
    .command('list')
    .description('every webhook, and why it is no longer in use')
    .action(async () => {
      const rows = (await read((loaders) => loaders.all())).map((webhook) => [
        ...[String(webhook.id), webhook.url, webhook.kinds.join(',').toLowerCase()],
        ...[minuteOf(webhook.failingSince), minuteOf(webhook.disabledAt), webhook.disabledReason ?? ''],
      ]);
      console.log(textTable([['id', 'url', 'events', 'failing since', 'disabled', 'why'], ...rows]));
    });
  webhooks
    .command('remove <id>')
    .description('tell it no more, and forget its deliveries')
    .action(async (id: string) => {
      await write((service) => service.delete(null, { id: toGlobalId('Webhook', numberOf(id)) }));
      console.log(`Webhook ${id} is removed.`);
    });
  webhooks
    .command('enable <id>')
    .description('tell one that was disabled again, from now on')
    .action(async (id: string) => {
      await write((service) =>
        service.update(null, { id: toGlobalId('Webhook', numberOf(id)), isEnabled: true }),
      );
      console.log(`Webhook ${id} is in use.`);
    });
  webhooks
    .command('deliveries <id>')
    .description(`what it was told last, at most ${LISTED}, and what it answered`)
    .action(async (id: string) => {
      const rows = await read(async (loaders) => {
        const { nodes } = await loaders.deliveries(numberOf(id), { first: LISTED });
        return Promise.all(
          nodes.map(async (delivery) => {
            const attempts = await loaders.attempts.load(delivery.id);
            const last = attempts.at(-1);
            return [
              ...[String(delivery.id), minuteOf(delivery.createdAt), delivery.kind.toLowerCase()],
              ...[delivery.status.toLowerCase(), String(attempts.length)],
              ...[String(last?.error ?? last?.status ?? ''), minuteOf(delivery.dueAt)],
            ];
          }),
        );
      });
      console.log(textTable([['id', 'made', 'event', 'status', 'attempts', 'last answer', 'next'], ...rows]));
    });
  webhooks
    .command('redeliver <delivery>')
    .description('send a delivery again, whatever became of it')
    .action(async (id: string) => {
      const deliveryId = toGlobalId('WebhookDelivery', numberOf(id));
      await write((service) => service.redeliver(null, { deliveryId }));
      console.log(`Delivery ${id} is sent again as soon as a gateway runs.`);
    });
}

/** What is no number names nothing. */
function numberOf(id: string): number {
  return /^\d{1,9}$/.test(id) ? Number(id) : 0;
}
