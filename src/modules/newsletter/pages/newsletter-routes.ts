import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONFIRM_SCRIPT } from './confirm-script.js';
import { ARCHIVE_HEADERS, ASSET_HEADERS, createPageHeaders } from './headers.js';
import { renderStylesheet } from './style.js';
import * as templates from './templates.js';

interface MutationPayload {
  status: string | null;
  userErrors: { message: string; code: string }[];
}

/** Operations behind the newsletter pages. Only the last three have side effects. */
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
  ): Promise<{ isAccepted: boolean; userErrors: { message: string }[] }>;
  confirm(token: string): Promise<MutationPayload>;
  unsubscribe(token: string): Promise<MutationPayload>;
}

export interface NewsletterPagesPluginOptions {
  pages: NewsletterPagesApi;
  site: templates.PageLayout['site'];
  /** CSS color, as #rrggbb. */
  colour: string;
  /** The URL of the site's stylesheet, in place of the one with `colour`. */
  stylesheet: string | null;
}

/** Maximum body size in bytes: forms hold an address and a token, or the single line of RFC 8058. */
const MAX_BODY_BYTES = 8_192;

/**
 * Serves the archive and the pages linked from mails, which work without scripts. GET and HEAD have no side
 * effects, so mail scanners may open every link.
 *
 * Changes are made by POST: from a form, or the one-click unsubscribe of a mail client (RFC 8058), which
 * needs no cookie.
 */
export async function newsletterPagesPlugin(
  app: FastifyInstance,
  { pages, site, colour, stylesheet }: NewsletterPagesPluginOptions,
) {
  const frame = { site, stylesheet: stylesheet ?? '/newsletter/assets/style.css' };
  const pageHeaders = createPageHeaders(stylesheet);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  const sendPage = (reply: FastifyReply, page: string, status = 200) =>
    reply.code(status).headers(pageHeaders).send(page);
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

  // Both, without a redirect: a front end before the gateway may redirect from one to the other.
  for (const path of ['/newsletter', '/newsletter/']) {
    app.get(path, async (_request, reply) =>
      sendPage(reply, templates.renderNewslettersPage(frame, await pages.listNewsletters())),
    );
  }
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
    const { isAccepted, userErrors } = await pages.signUp(newsletter.slug, email, request.ip);
    if (isAccepted) return sendPage(reply, templates.renderSignedUpPage(frame, newsletter));
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

/** Reads the token from the query string, as mail clients post it, or from the form. */
function readToken(request: FastifyRequest): string {
  const { token } = request.query as { token?: string | string[] };
  return typeof token === 'string' ? token : (parseForm(request).get('token') ?? '');
}

function parseForm({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}
