import { Prisma, type PrismaClient } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { getMailFailure, MailFailure } from '../../../mail/mail-transport.js';
import { readDatabaseClock, type Transaction } from '../../../mutations/write-lock.js';
import { persistently } from '../../../shared/async/lost-connection.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import type { AppLogger } from '../../../shared/logging/logger.js';
import { localizeFrame, type MailFrame } from '../digest/digest-issue.js';
import { buildAlreadySubscribedEmail, buildConfirmationEmail } from '../mail/emails.js';
import type { Mailer } from '../mail/mailer.js';
import { createNewsletterLoaders } from '../newsletter.loaders.js';
import { buildSignUpJobsSql, SIGN_UP_TASK } from '../newsletter-tasks.js';
import { CONFIRM_HOURS, createToken } from './token.js';

/** Limits of sign-up mails to one address: one in 10 minutes per newsletter, 5 a day in total. */
const MIN_MINUTES_BETWEEN_MAILS = 10;
const MAX_MAILS_PER_DAY = 5;
/** Number of attempts to record a sent mail, every 2 s while the database is unavailable. */
const NOTE_RETRIES = 300;
/** First key of the advisory locks that serialize the sign-ups of an address. */
const ADDRESS_LOCK = 7_203_121;

export interface SignUpProcessorDeps {
  prisma: PrismaClient;
  published: ReadClient;
  languages: SiteLanguages;
  mailer: Mailer;
  frame: MailFrame;
  log: AppLogger;
}

/** Mail to send for a sign-up. */
interface SignUpEmail {
  newsletter: { id: number; slug: string; language: string | null };
  /** BCP 47 tag of the subscriber's language; null for that of the site. */
  language: string | null;
  email: string;
  token: string;
  /** True if the reader is already subscribed. */
  isSubscribed: boolean;
}

/** Sends the mails of sign-ups, as a job. A mail that the server defers is retried by the job queue. */
export class SignUpProcessor {
  constructor(private readonly deps: SignUpProcessorDeps) {}

  async process(signUpId: number): Promise<void> {
    const { prisma } = this.deps;
    const email = await prisma.$transaction((tx) => prepareEmail(tx, signUpId));
    if (email) await this.sendEmail(signUpId, email);
    const where = { id: signUpId };
    const note = () => prisma.newsletterSignUp.updateMany({ where, data: { answeredAt: new Date() } });
    // The mail was accepted: if the job failed now, its retry would send another.
    await persistently(note, { retries: NOTE_RETRIES });
  }

  /** Sends the mail. Throws if the job should be retried. */
  private async sendEmail(signUpId: number, { isSubscribed, ...signUp }: SignUpEmail): Promise<void> {
    const { prisma, published, languages, mailer, frame, log } = this.deps;
    const language = languages.resolve(signUp.newsletter.language ?? signUp.language);
    const loaders = createNewsletterLoaders(published, languages, language);
    const newsletter = await loaders.byId.load(signUp.newsletter.id);
    if (!newsletter) return; // deleted in the meantime
    const texts = await frame.catalog.load(language);
    const buildEmail = isSubscribed ? buildAlreadySubscribedEmail : buildConfirmationEmail;
    try {
      await mailer.send(buildEmail({ frame: localizeFrame(frame, language), texts, ...signUp, newsletter }));
    } catch (error) {
      const failure = getMailFailure(error);
      if (failure === MailFailure.SERVER || failure === MailFailure.LATER) throw error;
      if (failure === MailFailure.NO_MAILBOX) await suppress(prisma, signUpId);
      log.warn({ signUp: signUpId, failure, err: error }, 'mail was not accepted');
      return;
    }
    if (mailer.isDryRun && !isSubscribed) {
      log.info(
        { newsletter: newsletter.slug },
        `to confirm, open ${frame.links.buildConfirmUrl(signUp.token)}`,
      );
    }
  }
}

/**
 * Requeues the sign-ups of killed processes. A job of a dead process would otherwise stay locked for four
 * hours.
 */
export async function requeueStalledSignUps(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw(
    Prisma.raw(`${buildSignUpJobsSql('newsletter_sign_up')}
    WHERE s.answered_at IS NULL AND s.created_at BETWEEN now() - interval '1 day' AND now() - interval '1 minute'
      AND NOT EXISTS (
        SELECT FROM graphile_worker.jobs j WHERE j.key = '${SIGN_UP_TASK}:' || s.id
          AND j.attempts < j.max_attempts AND (j.locked_at IS NULL OR j.locked_at > now() - interval '2 minutes'))`),
  );
}

/** Records the subscription and that its mail is being sent. Returns null if no mail should be sent. */
async function prepareEmail(tx: Transaction, id: number): Promise<SignUpEmail | null> {
  const signUp = await tx.newsletterSignUp.findUnique({ where: { id }, include: { newsletter: true } });
  if (!signUp || signUp.answeredAt) return null; // deleted in the meantime, or processed by another instance
  const { newsletterId, newsletter, email, addressHash } = signUp;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADDRESS_LOCK}::int, hashtext(encode(${addressHash}, 'hex')))`;
  if (await shouldSkip(tx, signUp)) return null;
  const where = { newsletterId_addressHash: { newsletterId, addressHash } };
  const before = await tx.newsletterSubscription.findUnique({ where });
  const subscription =
    before ??
    (await tx.newsletterSubscription.create({
      data: { newsletterId, email, addressHash, status: 'PENDING', language: signUp.language },
    }));
  const isSubscribed = subscription.status === 'ACTIVE';
  // Anybody can enter the address of a subscriber: only a new sign-up changes the language.
  const language = isSubscribed ? subscription.language : signUp.language;
  if (language !== subscription.language)
    await tx.newsletterSubscription.update({ where: { id: subscription.id }, data: { language } });
  const { token, hash } = createToken();
  const now = await readDatabaseClock(tx);
  const confirmsUntil = isSubscribed ? null : new Date(now.getTime() + CONFIRM_HOURS * 3_600_000);
  await tx.newsletterToken.create({ data: { hash, subscriptionId: subscription.id, confirmsUntil } });
  await tx.newsletterSignUp.update({ where: { id }, data: { mailedAt: new Date() } });
  return { newsletter, language, email: subscription.email, token, isSubscribed };
}

async function shouldSkip(
  tx: Transaction,
  {
    id,
    newsletterId,
    addressHash,
  }: { id: number; newsletterId: number; addressHash: Uint8Array<ArrayBuffer> },
): Promise<boolean> {
  if (await tx.newsletterSuppression.findUnique({ where: { addressHash } })) return true;
  const others = { addressHash, id: { not: id } }; // its own mail may have to be retried
  const getMinutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const justNow = await tx.newsletterSignUp.count({
    where: { ...others, newsletterId, mailedAt: { gt: getMinutesAgo(MIN_MINUTES_BETWEEN_MAILS) } },
  });
  const today = await tx.newsletterSignUp.count({
    where: { ...others, mailedAt: { gt: getMinutesAgo(24 * 60) } },
  });
  return justNow > 0 || today >= MAX_MAILS_PER_DAY;
}

async function suppress(prisma: PrismaClient, signUpId: number): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO newsletter_suppression (address_hash, reason)
    SELECT address_hash, 'BOUNCED' FROM newsletter_sign_up WHERE id = ${signUpId} ON CONFLICT DO NOTHING`;
}
