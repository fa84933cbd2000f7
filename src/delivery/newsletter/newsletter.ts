import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONFIRM_SCRIPT } from './confirm-script.js';
import { ARCHIVE_HEADERS, ASSET_HEADERS, PAGE_HEADERS } from './headers.js';
import { pageStyle } from './style.js';
import * as templates from './templates.js';

interface Payload {
  status: string | null;
  userErrors: { message: string; code: string }[];
}

/** What the pages show and do; nothing of it but the last three changes anything. */
export interface NewsletterPages {
  newsletters(): Promise<
    templates.NewsletterPage[] | { slug: string; name: string; description: string | null }[]
  >;
  newsletter(slug: string): Promise<templates.NewsletterPage | null>;
  issue(slug: string, number: number): Promise<string | null>;
  subscription(token: string): Promise<(templates.SubscriptionPage & { canConfirm: boolean }) | null>;
  signUp(
    slug: string,
    email: string,
    client: string,
  ): Promise<{ accepted: boolean; userErrors: { message: string }[] }>;
  confirm(token: string): Promise<Payload>;
  unsubscribe(token: string): Promise<Payload>;
}

export interface NewsletterOptions {
  pages: NewsletterPages;
  site: templates.PageFrame['site'];
  /** As #rrggbb. */
  colour: string;
}

/** A form of ours has an address and a token in it, and RFC 8058's one line. */
const LARGEST_BODY = 8_192;

/**
 * The pages behind the links in mails, and the archive. They work without script. GET and HEAD change nothing, so
 * that mail scanners can open every link; what changes something is a POST: a form's, or a mail program's own
 * one-click unsubscribe (RFC 8058), which comes without cookies and is asked for none.
 */
export async function newsletterPages(app: FastifyInstance, { pages, site, colour }: NewsletterOptions) {
  const frame = { site };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
    done(null, body),
  );
  const show = (reply: FastifyReply, page: string, status = 200) =>
    reply.code(status).headers(PAGE_HEADERS).send(page);
  const nowhere = (reply: FastifyReply) => show(reply, templates.unknownPage(frame), 404);

  const style = pageStyle(colour);
  app.get('/newsletter/assets/style.css', asset, async (_request, reply) =>
    reply.headers(ASSET_HEADERS).type('text/css; charset=utf-8').send(style),
  );
  app.get('/newsletter/assets/confirm.js', asset, async (_request, reply) =>
    reply.headers(ASSET_HEADERS).type('text/javascript; charset=utf-8').send(CONFIRM_SCRIPT),
  );

  app.get('/newsletter/confirm', async (request, reply) => {
    const token = tokenOf(request);
    const subscription = await pages.subscription(token);
    if (!subscription) return nowhere(reply);
    if (!subscription.canConfirm) return show(reply, templates.expiredPage(frame, subscription), 410);
    if (subscription.status === 'ACTIVE') {
      return show(reply, templates.subscriptionPage(frame, token, subscription));
    }
    return show(reply, templates.confirmPage(frame, token, subscription));
  });
  app.get('/newsletter/unsubscribe', async (request, reply) => {
    const token = tokenOf(request);
    const subscription = await pages.subscription(token);
    if (!subscription) return nowhere(reply);
    const hasLeft = subscription.status === 'UNSUBSCRIBED';
    const template = hasLeft ? templates.subscriptionPage : templates.unsubscribePage;
    return show(reply, template(frame, token, subscription));
  });
  app.get('/newsletter/subscription', async (request, reply) => {
    const token = tokenOf(request);
    const subscription = await pages.subscription(token);
    return subscription
      ? show(reply, templates.subscriptionPage(frame, token, subscription))
      : nowhere(reply);
  });
  for (const action of ['confirm', 'unsubscribe'] as const) {
    app.post(`/newsletter/${action}`, async (request, reply) => {
      const token = tokenOf(request);
      const { userErrors } = await pages[action](token);
      const subscription = await pages.subscription(token);
      if (!subscription) return nowhere(reply);
      if (userErrors.length > 0) return show(reply, templates.expiredPage(frame, subscription), 410);
      return show(reply, templates.subscriptionPage(frame, token, subscription));
    });
  }

  app.get('/newsletter', async (_request, reply) => reply.redirect('/newsletter/', 301));
  app.get('/newsletter/', async (_request, reply) =>
    show(reply, templates.newslettersPage(frame, await pages.newsletters())),
  );
  app.get<OfNewsletter>('/newsletter/:slug', async ({ params }, reply) => {
    const newsletter = await pages.newsletter(params.slug);
    return newsletter ? show(reply, templates.newsletterPage(frame, newsletter)) : nowhere(reply);
  });
  app.post<OfNewsletter>('/newsletter/:slug', async (request, reply) => {
    const newsletter = await pages.newsletter(request.params.slug);
    if (!newsletter) return nowhere(reply);
    const email = formOf(request).get('email') ?? '';
    const { accepted, userErrors } = await pages.signUp(newsletter.slug, email, request.ip);
    if (accepted) return show(reply, templates.signedUpPage(frame, newsletter));
    const wrong = userErrors.map(({ message }) => message).join(' ');
    return show(reply, templates.newsletterPage(frame, newsletter, { email, wrong }), 400);
  });
  app.get<OfIssue>('/newsletter/:slug/:number(^[1-9][0-9]{0,9}$)', async ({ params }, reply) => {
    const page = await pages.issue(params.slug, Number(params.number));
    return page ? reply.headers(ARCHIVE_HEADERS).send(page) : nowhere(reply);
  });
}

interface OfNewsletter {
  Params: { slug: string };
}

interface OfIssue {
  Params: { slug: string; number: string };
}

const asset = { config: { isTheSameForEveryone: true } };

/** Of the address, as mail programs post it, or of the form. */
function tokenOf(request: FastifyRequest): string {
  const { token } = request.query as { token?: string | string[] };
  return typeof token === 'string' ? token : (formOf(request).get('token') ?? '');
}

function formOf({ body }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(typeof body === 'string' ? body : '');
}
