import juice from 'juice';
import { type Html, html } from '../../shared/html.js';
import type { DigestFrame, Issue, Recipient } from './digest.js';
import { dayOf } from './digest.js';
import type { DigestArticle } from './digest-articles.js';
import { mailStyle } from './mail-style.js';
import { summaryOf } from './summary.js';

/** Mail programs know little of CSS and of style elements: tables, and styles in their elements. */
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
  const page = html`<!doctype html>
<html lang="${site.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${mailStyle(frame.colour)}</style>
</head>
<body class="page">
<div class="preheader">${articles.slice(0, 3).map(({ title }) => `${title} · `)}</div>
<table role="presentation" class="page" width="100%" cellspacing="0" cellpadding="0"><tr><td align="center" class="around">
<table role="presentation" class="sheet" align="center" width="600" cellspacing="0" cellpadding="0">
<tr><td class="head">
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
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
  return juice(page.text, { preserveImportant: true });
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
