import type { PrismaClient } from '../../../database/generated/client.js';
import { getMailFailure, MailFailure } from '../../../mail/mail-transport.js';
import type { AppLogger } from '../../../shared/logging/logger.js';
import { parseEmailAddress } from '../../../shared/text/email-address.js';
import type { Mailer } from '../mail/mailer.js';
import type { NewsletterService } from '../newsletter.service.js';

export interface TestSenderDeps {
  prisma: PrismaClient;
  mailer: Mailer;
  newsletterService: Pick<NewsletterService, 'previewNextIssue'>;
  log: AppLogger;
}

/**
 * Sends the next issue to an address, without personal links. Throws if the mail server may accept it later,
 * so that the job is retried.
 */
export async function sendTestIssue(
  { prisma, mailer, newsletterService, log }: TestSenderDeps,
  { newsletterId, email, language }: { newsletterId: number; email: string; language?: string },
): Promise<void> {
  const newsletter = await prisma.newsletter.findUnique({ where: { id: newsletterId } });
  const address = parseEmailAddress(email);
  if (!newsletter || !address) return; // deleted in the meantime
  const { subject, html, text } = await newsletterService.previewNextIssue(newsletter, language);
  try {
    const headers = { 'Auto-Submitted': 'auto-generated' };
    await mailer.send({ to: address.mailbox, subject: `[Test] ${subject}`, html, text, headers });
  } catch (error) {
    const failure = getMailFailure(error);
    log.warn({ newsletter: newsletter.slug, failure, err: error }, 'test of a newsletter was not accepted');
    if (failure === MailFailure.SERVER || failure === MailFailure.LATER) throw error;
  }
}
