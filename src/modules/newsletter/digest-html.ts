import { type Html, html } from '../../shared/html.js';
import type { DigestFrame, Issue, Recipient } from './digest.js';
import { dayOf } from './digest.js';
import type { DigestArticle } from './digest-articles.js';
import { mailPage } from './mail-page.js';
import { summaryOf } from './summary.js';

/** An issue as a mail; without a recipient, as it goes to nobody in particular. */
export function digestHtml(
  frame: DigestFrame,
  issue: Issue,
  subject: string,
  recipient: Recipient | null,
): string {
  const { site, links } = frame;
  const { newsletter, intro, articles } = issue;
  const mostRead = articles.filter(({ isMostRead }) => isMostRead);
  const others = articles.filter(({ isMostRead }) => !isMostRead);
  const online = recipient && issue.number !== null ? links.issue(newsletter.slug, issue.number) : null;
  return mailPage(frame, {
    title: subject,
    preheader: html`${articles.slice(0, 3).map(({ title }) => `${title} · `)}`,
    rows: html`<tr><td class="head">
<p class="site"><a href="${site.url}">${site.title}</a></p>
<h1>${newsletter.name}</h1>
<p class="issue">${issue.number !== null && `No. ${issue.number} · `}${dayOf(issue.date, newsletter.timeZone, site.language)}</p>
</td></tr>
${intro && html`<tr><td class="intro">${paragraphs(intro)}</td></tr>`}
${listOf(frame, mostRead, 'Most read')}
${listOf(frame, others, mostRead.length > 0 ? 'New' : null)}
<tr><td class="gap"></td></tr>
<tr><td class="foot">${reason(frame, issue, recipient)}
<p>${online && html`<a href="${online}">Read this in a browser</a> · `}<a href="${links.newsletter(newsletter.slug)}">All issues</a></p>
</td></tr>`,
  });
}

function listOf({ site }: DigestFrame, articles: DigestArticle[], title: string | null): Html {
  return html`${articles.length > 0 && title && html`<tr><td class="part"><h2>${title}</h2></td></tr>`}
${articles.map((article, i) => {
  const url = new URL(article.path, site.url).href;
  const image = i === 0 ? imageOf(article, site.url) : null;
  return html`<tr><td class="article">
${image && html`<a href="${url}"><img src="${image}" alt="${article.imageAlt ?? ''}" width="536"></a>`}
${article.section && html`<p class="section">${article.section}</p>`}
<h3><a href="${url}">${article.title}</a></h3>
<p class="summary">${summaryOf(article)}</p>
</td></tr>`;
})}`;
}

/** Mail programs show no SVG. */
function imageOf({ imageUrl }: DigestArticle, siteUrl: string): string | null {
  if (!imageUrl || /\.svg$/i.test(imageUrl)) return null;
  return new URL(imageUrl, siteUrl).href;
}

function reason({ site }: DigestFrame, { newsletter }: Issue, recipient: Recipient | null): Html {
  if (!recipient) return html`<p>${newsletter.name} is a newsletter of ${site.title}.</p>`;
  return html`<p>You get ${newsletter.name} because you signed up for it at ${site.title} and confirmed it on ${recipient.since}.</p>
<p><a href="${recipient.unsubscribeUrl}">Unsubscribe</a> · <a href="${recipient.subscriptionUrl}">Your subscription</a></p>`;
}

function paragraphs(text: string): Html[] {
  return text.split(/\n\s*\n/).map((paragraph) => html`<p>${paragraph.trim()}</p>`);
}
