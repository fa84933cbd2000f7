import { type Html, html } from '../../../shared/text/html.js';

export interface PageLayout {
  site: { title: string; url: string; language: string };
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

function renderPage({ site }: PageLayout, title: string, content: Html, { hasScript = false } = {}): string {
  return html`<!doctype html>
<html lang="${site.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${site.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/newsletter/assets/style.css">
${hasScript && html`<script defer src="/newsletter/assets/confirm.js"></script>`}
</head>
<body>
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

/** With a box to sign up; `wrong` says why a sign-up was not taken. */
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
<p class="quiet">We write once to ask whether it was you. Each mail has a link to leave.</p>
${lines.length > 0 && html`<h2>Earlier issues</h2><ul class="issues">${lines}</ul>`}`,
  );
}

export function renderSignedUpPage(frame: PageLayout, { name }: NewsletterSummary): string {
  return renderPage(
    frame,
    'Look into your mail',
    html`<p>A mail is on its way to you. Open the link in it, and ${name} comes from then on.</p>
<p class="quiet">Nothing there after some minutes? See whether it was taken for spam.</p>`,
  );
}

export function renderConfirmPage(
  frame: PageLayout,
  token: string,
  { newsletter, email }: SubscriptionPageData,
): string {
  const content = html`<p>Shall we send ${newsletter.name} to <strong>${email}</strong>?</p>
<form method="post" action="/newsletter/confirm" data-by-itself>
<input type="hidden" name="token" value="${token}">
<button>Yes, send it to me</button>
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
    `Leave ${newsletter.name}?`,
    html`<p>It is sent to <strong>${email}</strong>.</p>${renderUnsubscribeForm(token, 'Unsubscribe')}`,
  );
}

/** Where a subscription stands, with a way out. */
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
    const content = html`<p>${name} is not sent to <strong>${email}</strong> yet. Open the link in the mail that asks for it, or <a href="/newsletter/${slug}">sign up again</a>.</p>`;
    return renderPage(frame, 'Not confirmed yet', content);
  }
  if (status === 'SUPPRESSED') {
    const content = html`<p>${name} is not sent to <strong>${email}</strong>: mail to it came back, or it was to get none. Write to us to have it again, or <a href="/newsletter/${slug}">sign up with another address</a>.</p>
${renderUnsubscribeForm(token, 'Unsubscribe', 'second')}`;
    return renderPage(frame, 'No mail goes there', content);
  }
  const content = html`<p>${name} is no longer sent to <strong>${email}</strong>.</p>
<p>A change of mind? <a href="/newsletter/${slug}">Sign up again</a></p>`;
  return renderPage(frame, 'You have left', content);
}

export function renderExpiredPage(frame: PageLayout, { newsletter }: SubscriptionPageData): string {
  const { slug, name } = newsletter;
  const content = html`<p>Links to confirm are good for 48 hours. <a href="/newsletter/${slug}">Sign up for ${name} again</a>, and a new one comes.</p>`;
  return renderPage(frame, 'This link is no longer good', content);
}

export function renderUnknownPage(frame: PageLayout): string {
  const content = html`<p>Perhaps not all of it was copied. <a href="/newsletter/">To the newsletters</a></p>`;
  return renderPage(frame, 'This link leads nowhere', content);
}

function renderUnsubscribeForm(token: string, label: string, className = ''): Html {
  return html`<form method="post" action="/newsletter/unsubscribe">
<input type="hidden" name="token" value="${token}">
<button class="${className}">${label}</button>
</form>`;
}
