import { type Html, html } from '../../../shared/text/html.js';

export interface PageLayout {
  site: { title: string; url: string; language: string };
  /** The URL or path of the stylesheet. */
  stylesheet: string;
}

interface NewsletterSummary {
  slug: string;
  name: string;
  description: string | null;
}

export interface NewsletterPageData extends NewsletterSummary {
  issues: { number: number; subject: string; day: string }[];
}

export interface SubscriptionPageData {
  newsletter: NewsletterSummary;
  email: string;
  status: string;
}

function renderPage(
  { site, stylesheet }: PageLayout,
  title: string,
  content: Html,
  { hasScript = false } = {},
): string {
  return html`<!doctype html>
<html lang="${site.language}">
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
<p class="site"><a href="${site.url}">${site.title}</a></p>
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
      html`<li><a href="/newsletter/${slug}">${name}</a>${description && html`<span>${description}</span>`}</li>`,
  );
  return renderPage(frame, 'Newsletters', html`<ul class="issues">${lines}</ul>`);
}

/** Renders the page of a newsletter with a sign-up form. `wrong` is the error of a refused sign-up. */
export function renderNewsletterPage(
  frame: PageLayout,
  { slug, name, description, issues }: NewsletterPageData,
  { email = '', wrong = null }: { email?: string; wrong?: string | null } = {},
): string {
  const lines = issues.map(
    ({ number, subject, day }) =>
      html`<li><a href="/newsletter/${slug}/${number}">${subject}</a><span>No. ${number} · ${day}</span></li>`,
  );
  return renderPage(
    frame,
    name,
    html`${description && html`<p>${description}</p>`}
<form method="post" action="/newsletter/${slug}">
<label for="email">Your e-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" required maxlength="254" value="${email}"${wrong && html` aria-invalid="true" aria-describedby="wrong"`}>
${wrong && html`<p class="wrong" id="wrong" role="alert">${wrong}</p>`}
<button>Sign up</button>
</form>
<p class="quiet">You will get one mail to confirm your address. Every mail has a link to unsubscribe.</p>
${lines.length > 0 && html`<h2>Earlier issues</h2><ul class="issues">${lines}</ul>`}`,
  );
}

export function renderSignedUpPage(frame: PageLayout, { name }: NewsletterSummary): string {
  return renderPage(
    frame,
    'Check your mail',
    html`<p>We have sent you a mail. Open the link in it to confirm your subscription to ${name}.</p>
<p class="quiet">No mail after some minutes? Check your spam folder.</p>`,
  );
}

export function renderConfirmPage(
  frame: PageLayout,
  token: string,
  { newsletter, email }: SubscriptionPageData,
): string {
  const content = html`<p>Subscribe <strong>${email}</strong> to ${newsletter.name}?</p>
<form method="post" action="/newsletter/confirm" data-by-itself>
<input type="hidden" name="token" value="${token}">
<button>Confirm subscription</button>
</form>`;
  return renderPage(frame, 'Confirm your subscription', content, { hasScript: true });
}

export function renderUnsubscribePage(
  frame: PageLayout,
  token: string,
  { newsletter, email }: SubscriptionPageData,
): string {
  return renderPage(
    frame,
    `Unsubscribe from ${newsletter.name}?`,
    html`<p>It is sent to <strong>${email}</strong>.</p>${renderUnsubscribeForm(token, 'Unsubscribe')}`,
  );
}

/** Renders the status of a subscription, with a form to unsubscribe. */
export function renderSubscriptionPage(
  frame: PageLayout,
  token: string,
  { newsletter, email, status }: SubscriptionPageData,
): string {
  const { slug, name } = newsletter;
  if (status === 'ACTIVE') {
    const content = html`<p>${name} is sent to <strong>${email}</strong>. <a href="/newsletter/${slug}">Earlier issues</a></p>
${renderUnsubscribeForm(token, 'Unsubscribe', 'second')}`;
    return renderPage(frame, 'You are subscribed', content);
  }
  if (status === 'PENDING') {
    const content = html`<p>${name} is not sent to <strong>${email}</strong> yet. Open the link in the confirmation mail, or <a href="/newsletter/${slug}">sign up again</a>.</p>`;
    return renderPage(frame, 'Not confirmed yet', content);
  }
  if (status === 'SUPPRESSED') {
    const content = html`<p>${name} is not sent to <strong>${email}</strong>: mails to it were returned, or it was blocked. Contact us to subscribe again, or <a href="/newsletter/${slug}">sign up with another address</a>.</p>
${renderUnsubscribeForm(token, 'Unsubscribe', 'second')}`;
    return renderPage(frame, 'This address gets no mail', content);
  }
  const content = html`<p>${name} is no longer sent to <strong>${email}</strong>.</p>
<p>Changed your mind? <a href="/newsletter/${slug}">Sign up again</a></p>`;
  return renderPage(frame, 'You are unsubscribed', content);
}

export function renderExpiredPage(frame: PageLayout, { newsletter }: SubscriptionPageData): string {
  const { slug, name } = newsletter;
  const content = html`<p>Confirmation links are valid for 48 hours. <a href="/newsletter/${slug}">Sign up for ${name} again</a> to get a new one.</p>`;
  return renderPage(frame, 'This link has expired', content);
}

export function renderUnknownPage(frame: PageLayout): string {
  const content = html`<p>The link may be incomplete. <a href="/newsletter">See all newsletters</a></p>`;
  return renderPage(frame, 'This link is not valid', content);
}

function renderUnsubscribeForm(token: string, label: string, className = ''): Html {
  return html`<form method="post" action="/newsletter/unsubscribe">
<input type="hidden" name="token" value="${token}">
<button class="${className}">${label}</button>
</form>`;
}
