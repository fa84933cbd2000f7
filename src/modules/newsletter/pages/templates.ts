import { type Html, html } from '../../../shared/text/html.js';
import { CONFIRM_HOURS } from '../subscribers/token.js';
import type { Texts } from '../texts/texts.js';

export interface PageLayout {
  site: { title: string; homeUrl: string };
  /** The URL or path of the stylesheet. */
  stylesheet: string;
  /** Texts in the language of the page. */
  texts: Texts;
  /** Builds the path of a newsletter or an issue in the language of the page, or of the list without a slug. */
  buildPath(slug?: string, number?: number): string;
}

interface NewsletterSummary {
  slug: string;
  name: string;
  description: string | null;
}

export interface NewsletterPageData extends NewsletterSummary {
  timeZone: string;
  issues: { number: number; subject: string; sentAt: Date }[];
}

export interface SubscriptionPageData {
  newsletter: NewsletterSummary;
  email: string;
  status: string;
  /** BCP 47 tag of the language of its mails. */
  language: string;
}

function renderPage(
  { site, stylesheet, texts }: PageLayout,
  title: string,
  content: Html,
  { hasScript = false } = {},
): string {
  return html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${site.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylesheet}">
${hasScript && html`<script defer src="/newsletter/assets/confirm.js"></script>`}
</head>
<body class="newsletter-page">
<main>
<p class="site"><a href="${site.homeUrl}">${site.title}</a></p>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.text;
}

export function renderNewslettersPage(frame: PageLayout, newsletters: NewsletterSummary[]): string {
  const lines = newsletters.map(
    ({ slug, name, description }) =>
      html`<li><a href="${frame.buildPath(slug)}">${name}</a>${description && html`<span>${description}</span>`}</li>`,
  );
  return renderPage(frame, frame.texts.format('newsletters.title'), html`<ul class="issues">${lines}</ul>`);
}

/** Renders the page of a newsletter with a sign-up form. `wrong` is the error of a refused sign-up. */
export function renderNewsletterPage(
  frame: PageLayout,
  { slug, name, description, timeZone, issues }: NewsletterPageData,
  { email = '', wrong = null }: { email?: string; wrong?: string | null } = {},
): string {
  const { texts } = frame;
  const lines = issues.map(
    ({ number, subject, sentAt }) =>
      html`<li><a href="${frame.buildPath(slug, number)}">${subject}</a><span>${texts.formatHtml('issue.line', { number, date: texts.formatDay(sentAt, timeZone) })}</span></li>`,
  );
  return renderPage(
    frame,
    name,
    html`${description && html`<p>${description}</p>`}
<form method="post" action="${frame.buildPath(slug)}">
<label for="email">${texts.format('signUp.address')}</label>
<input id="email" name="email" type="email" dir="ltr" autocomplete="email" required maxlength="254" value="${email}"${wrong && html` aria-invalid="true" aria-describedby="wrong"`}>
${wrong && html`<p class="wrong" id="wrong" role="alert">${wrong}</p>`}
<button>${texts.format('signUp.button')}</button>
</form>
<p class="quiet">${texts.format('signUp.note')}</p>
${lines.length > 0 && html`<h2>${texts.format('issues.earlier')}</h2><ul class="issues">${lines}</ul>`}`,
  );
}

export function renderSignedUpPage(frame: PageLayout, { name }: NewsletterSummary): string {
  const { texts } = frame;
  return renderPage(
    frame,
    texts.format('signedUp.title'),
    html`<p>${texts.formatHtml('signedUp.text', { newsletter: name })}</p>
<p class="quiet">${texts.format('signedUp.spam')}</p>`,
  );
}

export function renderConfirmPage(
  frame: PageLayout,
  token: string,
  { newsletter, email }: SubscriptionPageData,
): string {
  const { texts } = frame;
  const content = html`<p>${texts.formatHtml('confirm.question', { newsletter: newsletter.name, email })}</p>
<form method="post" action="/newsletter/confirm" data-by-itself>
<input type="hidden" name="token" value="${token}">
<button>${texts.format('confirm.button')}</button>
</form>`;
  return renderPage(frame, texts.format('confirm.title'), content, { hasScript: true });
}

export function renderUnsubscribePage(
  frame: PageLayout,
  token: string,
  { newsletter, email }: SubscriptionPageData,
): string {
  const { texts } = frame;
  return renderPage(
    frame,
    texts.format('unsubscribe.title', { newsletter: newsletter.name }),
    html`<p>${texts.formatHtml('unsubscribe.address', { email })}</p>${renderUnsubscribeForm(frame, token)}`,
  );
}

/** Renders the status of a subscription, with a form to unsubscribe. */
export function renderSubscriptionPage(
  frame: PageLayout,
  token: string,
  { newsletter, email, status }: SubscriptionPageData,
): string {
  const { texts } = frame;
  const link = frame.buildPath(newsletter.slug);
  const values = { newsletter: newsletter.name, email, link };
  if (status === 'ACTIVE') {
    const content = html`<p>${texts.formatHtml('active.text', values)}</p>
${renderUnsubscribeForm(frame, token, 'second')}`;
    return renderPage(frame, texts.format('active.title'), content);
  }
  if (status === 'PENDING') {
    const content = html`<p>${texts.formatHtml('pending.text', values)}</p>`;
    return renderPage(frame, texts.format('pending.title'), content);
  }
  if (status === 'SUPPRESSED') {
    const content = html`<p>${texts.formatHtml('suppressed.text', values)}</p>
${renderUnsubscribeForm(frame, token, 'second')}`;
    return renderPage(frame, texts.format('suppressed.title'), content);
  }
  const content = html`<p>${texts.formatHtml('unsubscribed.text', values)}</p>
<p>${texts.formatHtml('unsubscribed.again', { link })}</p>`;
  return renderPage(frame, texts.format('unsubscribed.title'), content);
}

export function renderExpiredPage(frame: PageLayout, { newsletter }: SubscriptionPageData): string {
  const { slug, name } = newsletter;
  const values = { newsletter: name, hours: CONFIRM_HOURS, link: frame.buildPath(slug) };
  const content = html`<p>${frame.texts.formatHtml('expired.text', values)}</p>`;
  return renderPage(frame, frame.texts.format('expired.title'), content);
}

/** Renders the page for a request that failed, as while the database is away. */
export function renderUnavailablePage(frame: PageLayout): string {
  const { texts } = frame;
  return renderPage(
    frame,
    texts.format('unavailable.title'),
    html`<p>${texts.format('unavailable.text')}</p>`,
  );
}

export function renderUnknownPage(frame: PageLayout): string {
  const content = html`<p>${frame.texts.formatHtml('unknown.text', { link: frame.buildPath() })}</p>`;
  return renderPage(frame, frame.texts.format('unknown.title'), content);
}

function renderUnsubscribeForm({ texts }: PageLayout, token: string, className = ''): Html {
  return html`<form method="post" action="/newsletter/unsubscribe">
<input type="hidden" name="token" value="${token}">
<button class="${className}">${texts.format('unsubscribe.button')}</button>
</form>`;
}
