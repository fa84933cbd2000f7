import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { isUnreachable } from '../../../database/is-database-unavailable.js';
import type { Texts } from '../texts/texts.js';
import { CONFIRM_SCRIPT } from './confirm-script.js';
import { ARCHIVE_HEADERS, ASSET_HEADERS, createPageHeaders } from './headers.js';
import { getPageLanguage } from './page-language.js';
import { renderStylesheet } from './style.js';
import * as templates from './templates.js';

interface MutationPayload {
  status: string | null;
  userErrors: { message: string; code: string }[];
}

/** Operations behind the newsletter pages. Only the last three have side effects. */
export interface NewsletterPagesApi {
  loadTexts(language: string): Promise<Texts>;
  getSite(language: string): templates.PageLayout['site'];
  buildPath(language: string, slug?: string, number?: number): string;
  chooseLanguage(where: { slug: string }, requestLanguage: string): Promise<string>;
  listNewsletters(
    language: string,
  ): Promise<templates.NewsletterPageData[] | { slug: string; name: string; description: string | null }[]>;
  findNewsletter(slug: string, language: string): Promise<templates.NewsletterPageData | null>;
  renderIssue(slug: string, number: number, language: string): Promise<string | null>;
  findSubscription(token: string): Promise<(templates.SubscriptionPageData & { canConfirm: boolean }) | null>;
  signUp(
    slug: string,
    email: string,
    client: string,
    language: string,
  ): Promise<{ isAccepted: boolean; userErrors: { code: string }[] }>;
  confirm(token: string): Promise<MutationPayload>;
  unsubscribe(token: string): Promise<MutationPayload>;
}

export interface NewsletterPagesPluginOptions {
  pages: NewsletterPagesApi;
  site: { languages: string[] };
  /** CSS color, as #rrggbb. */
  colour: string;
  /** The URL of the site's stylesheet, in place of the one with `colour`. */
  stylesheet: string | null;
}

/** Maximum body size in bytes: forms hold an address and a token, or the single line of RFC 8058. */
const MAX_BODY_BYTES = 8_192;

/** Seconds after which a request that found no database may be sent again. */
const RETRY_AFTER_SECONDS = 10;

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
  const createFrame = async (language: string): Promise<templates.PageLayout> => ({
    site: pages.getSite(language),
    stylesheet: stylesheet ?? '/newsletter/assets/style.css',
    texts: await pages.loadTexts(language),
    buildPath: (slug, number) => pages.buildPath(language, slug, number),
  });
  const getLanguage = (request: FastifyRequest) => getPageLanguage(request, site.languages);
  const pageHeaders = createPageHeaders(stylesheet);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  const sendPage = (reply: FastifyReply, page: string, status = 200) =>
    reply.code(status).headers(pageHeaders).send(page);
  const sendUnknownPage = async (request: FastifyRequest, reply: FastifyReply) =>
    sendPage(reply, templates.renderUnknownPage(await createFrame(getLanguage(request))), 404);

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    // Refusals, such as of too many requests, are answered as elsewhere.
    if (error instanceof GraphQLError || (error.statusCode ?? 500) < 500) throw error;
    request.log.error({ err: error }, 'request failed');
    const page = templates.renderUnavailablePage(await createFrame(getLanguage(request)));
    if (!isUnreachable(error)) return sendPage(reply, page, 500);
    return sendPage(reply.header('retry-after', RETRY_AFTER_SECONDS), page, 503);
  });

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
    if (!subscription) return sendUnknownPage(request, reply);
    const frame = await createFrame(subscription.language);
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
    if (!subscription) return sendUnknownPage(request, reply);
    const frame = await createFrame(subscription.language);
    const isUnsubscribed = subscription.status === 'UNSUBSCRIBED';
    const template = isUnsubscribed ? templates.renderSubscriptionPage : templates.renderUnsubscribePage;
    return sendPage(reply, template(frame, token, subscription));
  });
  app.get('/newsletter/subscription', async (request, reply) => {
    const token = readToken(request);
    const subscription = await pages.findSubscription(token);
    if (!subscription) return sendUnknownPage(request, reply);
    const frame = await createFrame(subscription.language);
    return sendPage(reply, templates.renderSubscriptionPage(frame, token, subscription));
  });
  for (const action of ['confirm', 'unsubscribe'] as const) {
    app.post(`/newsletter/${action}`, async (request, reply) => {
      const token = readToken(request);
      const { userErrors } = await pages[action](token);
      const subscription = await pages.findSubscription(token);
      if (!subscription) return sendUnknownPage(request, reply);
      const frame = await createFrame(subscription.language);
      if (userErrors.length > 0)
        return sendPage(reply, templates.renderExpiredPage(frame, subscription), 410);
      return sendPage(reply, templates.renderSubscriptionPage(frame, token, subscription));
    });
  }

  // Both, without a redirect: a front end before the gateway may redirect from one to the other.
  for (const path of ['/newsletter', '/newsletter/']) {
    app.get(path, async (request, reply) => {
      const language = getLanguage(request);
      const newsletters = await pages.listNewsletters(language);
      return sendPage(reply, templates.renderNewslettersPage(await createFrame(language), newsletters));
    });
  }
  app.get<NewsletterRoute>('/newsletter/:slug', async (request, reply) => {
    const { slug } = request.params;
    const language = await pages.chooseLanguage({ slug }, getLanguage(request));
    const newsletter = await pages.findNewsletter(slug, language);
    if (!newsletter) return sendUnknownPage(request, reply);
    return sendPage(reply, templates.renderNewsletterPage(await createFrame(language), newsletter));
  });
  app.post<NewsletterRoute>('/newsletter/:slug', async (request, reply) => {
    const { slug } = request.params;
    const language = await pages.chooseLanguage({ slug }, getLanguage(request));
    const newsletter = await pages.findNewsletter(slug, language);
    if (!newsletter) return sendUnknownPage(request, reply);
    const frame = await createFrame(language);
    const email = parseForm(request).get('email') ?? '';
    const { isAccepted, userErrors } = await pages.signUp(newsletter.slug, email, request.ip, language);
    if (isAccepted) return sendPage(reply, templates.renderSignedUpPage(frame, newsletter));
    if (userErrors.some(({ code }) => code === 'NOT_FOUND')) return sendUnknownPage(request, reply);
    const isInvalid = userErrors.some(({ code }) => code === 'INVALID');
    const errorMessage = frame.texts.format(isInvalid ? 'signUp.invalidAddress' : 'signUp.tooMany');
    return sendPage(
      reply,
      templates.renderNewsletterPage(frame, newsletter, { email, wrong: errorMessage }),
      400,
    );
  });
  app.get<IssueRoute>('/newsletter/:slug/:number(^[1-9][0-9]{0,9}$)', async (request, reply) => {
    const { slug, number } = request.params;
    const language = await pages.chooseLanguage({ slug }, getLanguage(request));
    const page = await pages.renderIssue(slug, Number(number), language);
    return page ? reply.headers(ARCHIVE_HEADERS).send(page) : sendUnknownPage(request, reply);
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
