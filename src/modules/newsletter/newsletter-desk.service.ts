import type { Newsletter, PrismaClient } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { parseGlobalId, toGlobalId } from '../../shared/global-id.js';
import { rejected } from '../editing/article-content.js';
import { appendChange } from '../editing/change-log.js';
import { perform } from '../editing/perform.js';
import { inTurn, type Transaction } from '../editing/turns.js';
import { UserErrorCode } from '../editing/user-error-code.js';
import type { Writer } from '../editing/writer.js';
import type { Digests } from './digest.js';
import { articlesOf } from './digest-articles.js';
import { createIssue, nextIssue } from './issues.js';
import type {
  CreateNewsletterInput,
  NewsletterIssuePayload,
  NewsletterPayload,
  PlanNewsletterIssueInput,
  SendNewsletterIssueInput,
  UpdateNewsletterInput,
} from './newsletter.inputs.js';
import type { NewsletterPreview } from './newsletter.type.js';
import { nextTime } from './schedule.js';
import { refuseNewsletterErrors, refusePlanErrors } from './validate.js';

const WEEKLY = '0 7 * * 5';
const NOTHING_NEW = 'Nothing was published since the last issue. Give the articles with planNewsletterIssue.';

export interface DeskParts {
  prisma: PrismaClient;
  published: Reader;
  digests: Digests;
}

/** What editors do with newsletters. */
export class NewsletterDesk {
  constructor(private readonly parts: DeskParts) {}

  create(writer: Writer, input: CreateNewsletterInput): Promise<NewsletterPayload> {
    return this.write(writer, 'createNewsletter', input, 'CREATED', async (tx) => {
      const { slug, name, description = null } = input;
      const times = { schedule: input.schedule ?? WEEKLY, timeZone: input.timeZone ?? 'UTC' };
      refuseNewsletterErrors({ slug, name, description, ...times });
      if ((await tx.newsletter.count({ where: { slug } })) > 0) {
        throw rejected('There is a newsletter of this slug.', UserErrorCode.TAKEN, ['slug']);
      }
      const data = { slug, name: name.trim(), description, ...times, nextAt: nextTime(times) };
      return (await tx.newsletter.create({ data })).id;
    });
  }

  update(writer: Writer, input: UpdateNewsletterInput): Promise<NewsletterPayload> {
    return this.write(writer, 'updateNewsletter', input, 'UPDATED', async (tx) => {
      const { id, slug, ...before } = await findNewsletter(tx, input.id, 'id');
      const name = input.name?.trim() ?? before.name;
      const description = input.description === undefined ? before.description : input.description;
      const times = {
        schedule: input.schedule ?? before.schedule,
        timeZone: input.timeZone ?? before.timeZone,
      };
      refuseNewsletterErrors({ slug, name, description, ...times });
      const isMoved = input.schedule != null || input.timeZone != null;
      const nextAt = isMoved ? nextTime(times) : before.nextAt;
      await tx.newsletter.update({ where: { id }, data: { name, description, ...times, nextAt } });
      return id;
    });
  }

  plan(writer: Writer, input: PlanNewsletterIssueInput): Promise<NewsletterPayload> {
    return this.write(writer, 'planNewsletterIssue', input, null, async (tx) => {
      const { id: newsletterId } = await findNewsletter(tx, input.newsletter, 'newsletter');
      const articleIds = await refusePlanErrors(tx, input);
      const data = {
        subject: input.subject?.trim() || null,
        intro: input.intro?.trim() || null,
        articleIds,
      };
      await tx.newsletterPlan.upsert({
        where: { newsletterId },
        create: { newsletterId, ...data },
        update: data,
      });
      return newsletterId;
    });
  }

  send(writer: Writer, input: SendNewsletterIssueInput): Promise<NewsletterIssuePayload> {
    const write = { writer, action: 'sendNewsletterIssue', input };
    return perform<NewsletterIssuePayload>(this.parts.prisma, write, { issueId: null }, async (tx) => {
      const newsletter = await findNewsletter(tx, input.newsletter, 'newsletter');
      const issueId = await createIssue(tx, newsletter, null);
      if (issueId === null) throw rejected(NOTHING_NEW, UserErrorCode.NOT_ALLOWED, ['newsletter']);
      const target = toGlobalId('NewsletterIssue', issueId);
      return { payload: { issueId, userErrors: [] }, target, outcome: {} };
    });
  }

  /** Sends for a person at the command line. Null when there is nothing to send. */
  sendNow(newsletter: Newsletter): Promise<number | null> {
    return inTurn(this.parts.prisma, (tx) => createIssue(tx, newsletter, null));
  }

  /** What would be sent now. Changes nothing. */
  async preview(newsletter: Newsletter): Promise<NewsletterPreview> {
    const { prisma, published, digests } = this.parts;
    const { plan, selection } = await nextIssue(prisma, newsletter.id, new Date());
    const issue = {
      newsletter,
      number: null,
      date: new Date(),
      subject: plan?.subject ?? null,
      intro: plan?.intro ?? null,
      articles: await articlesOf(published, selection),
    };
    return {
      subject: digests.subject(issue),
      html: digests.html(issue),
      text: digests.text(issue),
      articleIds: selection.map(({ articleId }) => articleId),
    };
  }

  /** `kind` is what readers notice of it, if anything. */
  private write(
    writer: Writer,
    action: string,
    input: object,
    kind: 'CREATED' | 'UPDATED' | null,
    change: (tx: Transaction) => Promise<number>,
  ): Promise<NewsletterPayload> {
    const write = { writer, action, input };
    return perform<NewsletterPayload>(this.parts.prisma, write, { newsletterId: null }, async (tx) => {
      const newsletterId = await change(tx);
      if (kind) {
        const changed = [keys.newsletters, keys.newsletter(newsletterId)];
        await appendChange(tx, { kind, nodeType: 'Newsletter', nodeId: newsletterId, keys: changed });
      }
      const target = toGlobalId('Newsletter', newsletterId);
      return { payload: { newsletterId, userErrors: [] }, target, outcome: {} };
    });
  }
}

async function findNewsletter(tx: Transaction, globalId: string, field: string): Promise<Newsletter> {
  const key = parseGlobalId(globalId);
  const found = key?.type === 'Newsletter' ? await tx.newsletter.findUnique({ where: { id: key.id } }) : null;
  if (!found) throw rejected('There is no such newsletter.', UserErrorCode.NOT_FOUND, [field]);
  return found;
}
