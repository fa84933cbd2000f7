import type { Command } from 'commander';
import type { Database } from '../../database/database.js';
import type { Newsletter } from '../../database/generated/client.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { addJsonOption, type ListOptions, printList } from '../../shared/text/list-output.js';
import { formatMinute } from '../../shared/text/text-table.js';
import type { CommandContext } from '../module.js';
import type { NewsletterPreview } from './newsletter.type.js';
import { NewsletterCliService } from './newsletter-cli.service.js';
import { getNewsletterSettings } from './newsletter-settings.js';
import { Newsletters } from './newsletters.js';
import { SubscriptionLoaders } from './subscribers/subscription.loaders.js';
import { describeLanguages } from './validate.js';

/** Adds the commands that begin with `dateline newsletter`. A running gateway sends the mail. */
export function addNewsletterCommands(newsletter: Command, context: CommandContext): void {
  const { withDatabase } = context;
  const withNewsletterService = <T>(work: (withNewsletterService: NewsletterCliService) => Promise<T>) =>
    withDatabase(({ prisma }) => work(new NewsletterCliService(prisma)));

  addJsonOption(newsletter.command('list'))
    .description('list newsletters with their number of subscribers and the progress of the last issue')
    .action((options: ListOptions) =>
      withDatabase(async (database) => printList(await listNewsletters(database), COLUMNS, options)),
    );
  newsletter
    .command('send <slug>')
    .description('send the next issue now')
    .option(
      '--dry-run',
      'print the issue, the reason for each article and the number of recipients without sending it',
    )
    .option('--language <tag>', 'with --dry-run: the language of the subscribers; by default the primary one')
    .action(async (slug: string, { dryRun, language }: { dryRun?: boolean; language?: string }) => {
      process.exitCode =
        language !== undefined && !dryRun
          ? reportError('An issue is sent in the language of each subscriber. Use --language with --dry-run.')
          : await withDatabase((database) =>
              sendIssue(database, context, { slug, language, isDryRun: dryRun ?? false }),
            );
    });
  newsletter
    .command('test <slug> <email>')
    .description('send the next issue to one address as a test; a running gateway sends the mail')
    .option('--language <tag>', 'the language of the issue; by default the primary one')
    .action(async (slug: string, email: string, { language }: { language?: string }) => {
      process.exitCode = await withDatabase((database) =>
        sendTest(database, context, { slug, email, language }),
      );
    });
  newsletter
    .command('export [slug]')
    .description('print the subscribers of one newsletter, or of all, as CSV')
    .action(async (slug?: string) => {
      process.exitCode = await withNewsletterService(async (service) => {
        const found = slug === undefined ? null : await service.findBySlug(slug);
        if (slug !== undefined && !found) return reportUnknownNewsletter(slug);
        for await (const line of service.exportCsv(found?.id ?? null)) process.stdout.write(line);
        return 0;
      });
    });
  newsletter
    .command('forget <email>')
    .description('erase a subscriber; a hash of the address is stored, so that no mail is sent to it again')
    .action(async (email: string) => {
      const count = await withNewsletterService((service) => service.eraseSubscriber(email));
      console.log(
        `The subscriber was erased, with ${count} ${count === 1 ? 'subscription' : 'subscriptions'}. No more mail is sent to the address.`,
      );
    });
  newsletter
    .command('suppress <email>')
    .description('suppress an address that bounced or complained: it gets no more mail')
    .option('--complained', 'the address reported a mail as spam')
    .action(async (email: string, { complained }: { complained?: boolean }) => {
      await withNewsletterService((service) =>
        service.suppress(email, complained ? 'COMPLAINED' : 'BOUNCED'),
      );
      console.log('The address is suppressed. No more mail is sent to it.');
    });
  newsletter
    .command('allow <email>')
    .description('remove a suppression, so that the address can receive mail again')
    .action(async (email: string) => {
      const wasSuppressed = await withNewsletterService((service) => service.removeSuppression(email));
      console.log(
        wasSuppressed
          ? 'The suppression was removed. The address can receive mail again.'
          : 'The address was not suppressed.',
      );
    });
}

interface ListedNewsletter {
  slug: string;
  schedule: string;
  timeZone: string;
  nextAt: Date | null;
  subscribers: number;
  lastIssue: { number: number; sentAt: Date | null; sent: number; total: number; failed: number } | null;
}

const COLUMNS: Record<string, (newsletter: ListedNewsletter) => string> = {
  newsletter: ({ slug }) => slug,
  schedule: ({ schedule, timeZone }) => `${schedule} ${timeZone}`,
  'next (UTC)': ({ nextAt }) => formatMinute(nextAt),
  subscribers: ({ subscribers }) => String(subscribers),
  last: ({ lastIssue }) => (lastIssue ? `no. ${lastIssue.number}` : ''),
  'at (UTC)': ({ lastIssue }) => formatMinute(lastIssue?.sentAt ?? null),
  '': ({ lastIssue: last }) => (last ? `${last.sent} of ${last.total} sent, ${last.failed} failed` : ''),
};

async function listNewsletters({ prisma: editorial }: Database): Promise<ListedNewsletter[]> {
  const loaders = new SubscriptionLoaders(editorial);
  const newsletters = await editorial.newsletter.findMany({
    orderBy: { slug: 'asc' },
    include: { issues: { orderBy: { number: 'desc' }, take: 1 } },
  });
  const listed = newsletters.map(async ({ id, slug, schedule, timeZone, nextAt, issues: [last] }) => {
    const subscribers = (await loaders.subscriberCount.load(id))?.subscribers ?? 0;
    const progress = last && (await loaders.progress.load(last.id));
    const { sent = 0, total = 0, failed = 0 } = progress ?? {};
    const lastIssue = last ? { number: last.number, sentAt: last.sentAt, sent, total, failed } : null;
    return { slug, schedule, timeZone, nextAt, subscribers, lastIssue };
  });
  return Promise.all(listed);
}

async function sendIssue(
  database: Database,
  context: CommandContext,
  { slug, language, isDryRun }: { slug: string; language?: string | undefined; isDryRun: boolean },
): Promise<number> {
  const found = await new NewsletterCliService(database.prisma).findBySlug(slug);
  if (!found) return reportUnknownNewsletter(slug);
  const { newsletterService, languages } = await createServices(database, context);
  const wrong = findLanguageError(found, language, languages);
  if (wrong !== null) return reportError(wrong);
  if (isDryRun) {
    const preview = await newsletterService.previewNextIssue(found, language);
    console.log(await renderDryRun(database, found, preview));
    return 0;
  }
  const issueId = await newsletterService.sendNow(found);
  console.log(
    issueId === null
      ? 'Nothing was published since the last issue. No issue was created.'
      : 'The issue was created. A running gateway sends it.',
  );
  return issueId === null ? 1 : 0;
}

async function sendTest(
  database: Database,
  context: CommandContext,
  { slug, email, language }: { slug: string; email: string; language?: string | undefined },
): Promise<number> {
  const found = await new NewsletterCliService(database.prisma).findBySlug(slug);
  if (!found) return reportUnknownNewsletter(slug);
  const { newsletterService, languages } = await createServices(database, context);
  const wrong = findLanguageError(found, language, languages);
  if (wrong !== null) return reportError(wrong);
  const userErrors = await newsletterService.sendTestNow(found, email, language);
  for (const { message } of userErrors) console.error(message);
  if (userErrors.length === 0) console.log('The test was created. A running gateway sends it.');
  return userErrors.length === 0 ? 0 : 1;
}

async function createServices(database: Database, { createEnvironment }: CommandContext) {
  const settings = getNewsletterSettings(await createEnvironment(database));
  const { newsletterService } = new Newsletters(database, settings);
  return { newsletterService, languages: settings.languages };
}

/** Returns what is wrong with the option --language; null if nothing is. */
function findLanguageError(
  { language: own }: Newsletter,
  language: string | undefined,
  languages: SiteLanguages,
): string | null {
  if (language === undefined) return null;
  if (languages.find(language) === null) return describeLanguages(languages);
  if (own === null || languages.resolve(own) === languages.find(language)) return null;
  return `The newsletter has the language ${own} for all subscribers. Leave out --language.`;
}

async function renderDryRun(
  { prisma }: Database,
  { id, name, nextAt }: Newsletter,
  { subject, text, entries }: Pick<NewsletterPreview, 'subject' | 'text' | 'entries'>,
): Promise<string> {
  const subscribers = (await new SubscriptionLoaders(prisma).subscriberCount.load(id))?.subscribers ?? 0;
  const articles = entries.length;
  if (articles === 0) return 'Nothing was published since the last issue: no issue would be sent.';
  const head = `${name} to ${subscribers}, ${articles} articles, scheduled for ${formatMinute(nextAt)} UTC. Subject: ${subject}`;
  const titles = await prisma.article.findMany({
    where: { id: { in: entries.map(({ articleId }) => articleId) } },
    select: { id: true, title: true },
  });
  const titleById = new Map(titles.map(({ id, title }) => [id, title]));
  const reasons = entries.map(
    ({ articleId, explanation }, i) => `${i + 1}. ${titleById.get(articleId)} (${explanation})`,
  );
  return `${head}\n\n${reasons.join('\n')}\n\n${text}`;
}

function reportUnknownNewsletter(slug: string): number {
  return reportError(
    `The newsletter ${slug} was not found. To list newsletters, run: dateline newsletter list`,
  );
}

function reportError(message: string): number {
  console.error(message);
  return 1;
}
