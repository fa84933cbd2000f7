import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONFIRM_SCRIPT } from './confirm-script.js';
import { ARCHIVE_HEADERS, ASSET_HEADERS, PAGE_HEADERS } from './headers.js';
import { renderStylesheet } from './style.js';
import * as templates from './templates.js';

interface MutationPayload {
  status: string | null;
  userErrors: { message: string; code: string }[];
}

/** What the pages show and do; nothing of it but the last three changes anything. */
export interface NewsletterPagesApi {
  listNewsletters(): Promise<
    templates.NewsletterPageData[] | { slug: string; name: string; description: string | null }[]
  >;
  findNewsletter(slug: string): Promise<templates.NewsletterPageData | null>;
  renderIssue(slug: string, number: number): Promise<string | null>;
  findSubscription(token: string): Promise<(templates.SubscriptionPageData & { canConfirm: boolean }) | null>;
  signUp(
    slug: string,
    email: string,
    client: string,
  ): Promise<{ accepted: boolean; userErrors: { message: string }[] }>;
  confirm(token: string): Promise<MutationPayload>;
  unsubscribe(token: string): Promise<MutationPayload>;
}

export interface NewsletterPagesPluginOptions {
  pages: NewsletterPagesApi;
  site: templates.PageLayout['site'];
  /** As #rrggbb. */
  colour: string;
}

/** A form of ours has an address and a token in it, and RFC 8058's one line. */
const MAX_BODY_BYTES = 8_192;

/**
 * The pages behind the links in mails, and the archive. They work without script. GET and HEAD change nothing, so
 * that mail scanners can open every link; what changes something is a POST: a form's, or a mail program's own
 * one-click unsubscribe (RFC 8058), which comes without cookies and is asked for none.
 */
export async function newsletterPagesPlugin(
  app: FastifyInstance,
  { pages, site, colour }: NewsletterPagesPluginOptions,
) {
  const frame = { site };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  const sendPage = (reply: FastifyReply, page: string, status = 200) =>
    reply.code(status).headers(PAGE_HEADERS).send(page);
  const sendUnknownPage = (reply: FastifyReply) => sendPage(reply, templates.renderUnknownPage(frame), 404);

  const style = renderStylesheet(colour);
  app.get('/newsletter/assets/style.css', assetRoute, async (_request, reply) =>
    reply.headers(ASSET_HEADERS).type('text/css; charset=utf-8').send(style),
  );
  app.get('/newsletter/assets/confirm.js', assetRoute, async (_request, reply) =>
    reply.headers(ASSET_HEADERS).type('text/javascript; charset=utf-8').send(CONFIRM_SCRIPT),
  );

  app.get('/newsletter/confirm', async (request, reply) => {
    const token = readToken(request);
    const subscription = await pages.findSubscription(token);
    if (!subscription) return sendUnknownPage(reply);
    if (!subscription.canConfirm)
      return sendPage(reply, templates.renderExpiredPage(frame, subscription), 410);
    if (subscription.status === 'ACTIVE') {
      return sendPage(reply, templates.renderSubscriptionPage(frame, token, subscription));
    }
    return sendPage(reply, templates.renderConfirmPage(frame, token, subscription));
  });
  app.get('/newsletter/unsubscribe', async (request, reply) => {
    const token = readToken(request);
    const subscription = await pages.findSubscription(token);
    if (!subscription) return sendUnknownPage(reply);
    const isUnsubscribed = subscription.status === 'UNSUBSCRIBED';
    const template = isUnsubscribed ? templates.renderSubscriptionPage : templates.renderUnsubscribePage;
    return sendPage(reply, template(frame, token, subscription));
  });
  app.get('/newsletter/subscription', async (request, reply) => {
    const token = readToken(request);
    const subscription = await pages.findSubscription(token);
    return subscription
      ? sendPage(reply, templates.renderSubscriptionPage(frame, token, subscription))
      : sendUnknownPage(reply);
  });
  for (const action of ['confirm', 'unsubscribe'] as const) {
    app.post(`/newsletter/${action}`, async (request, reply) => {
      const token = readToken(request);
      const { userErrors } = await pages[action](token);
      const subscription = await pages.findSubscription(token);
      if (!subscription) return sendUnknownPage(reply);
      if (userErrors.length > 0)
        return sendPage(reply, templates.renderExpiredPage(frame, subscription), 410);
      return sendPage(reply, templates.renderSubscriptionPage(frame, token, subscription));
    });
  }

  app.get('/newsletter', async (_request, reply) => reply.redirect('/newsletter/', 301));
  app.get('/newsletter/', async (_request, reply) =>
    sendPage(reply, templates.renderNewslettersPage(frame, await pages.listNewsletters())),
  );
  app.get<NewsletterRoute>('/newsletter/:slug', async ({ params }, reply) => {
    const newsletter = await pages.findNewsletter(params.slug);
    return newsletter
      ? sendPage(reply, templates.renderNewsletterPage(frame, newsletter))
      : sendUnknownPage(reply);
  });
  app.post<NewsletterRoute>('/newsletter/:slug', async (request, reply) => {
    const newsletter = await pages.findNewsletter(request.params.slug);
    if (!newsletter) return sendUnknownPage(reply);
    const email = parseForm(request).get('email') ?? '';
    const { accepted, userErrors } = await pages.signUp(newsletter.slug, email, request.ip);
    if (accepted) return sendPage(reply, templates.renderSignedUpPage(frame, newsletter));
    const errorMessage = userErrors.map(({ message }) => message).join(' ');
    return sendPage(
      reply,
      templates.renderNewsletterPage(frame, newsletter, { email, wrong: errorMessage }),
      400,
    );
  });
  app.get<IssueRoute>('/newsletter/:slug/:number(^[1-9][0-9]{0,9}$)', async ({ params }, reply) => {
    const page = await pages.renderIssue(params.slug, Number(params.number));
    return page ? reply.headers(ARCHIVE_HEADERS).send(page) : sendUnknownPage(reply);
  });
}

interface NewsletterRoute {
  Params: { slug: string };
}

interface IssueRoute {
  Params: { slug: string; number: string };
}

const assetRoute = { config: { isCredentialIndependent: true } };

/** Of the address, as mail programs post it, or of the form. */
function readToken(request: FastifyRequest): string {
  const { token } = request.query as { token?: string | string[] };
  return typeof token === 'string' ? token : (parseForm(request).get('token') ?? '');
}

function parseForm({ body }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(typeof body === 'string' ? body : '');
}
