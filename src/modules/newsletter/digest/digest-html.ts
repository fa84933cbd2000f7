import { getImageType } from '../../../shared/media-type.js';
import { buildSiteUrl } from '../../../shared/paths.js';
import { type Html, html } from '../../../shared/text/html.js';
import { getImageSize, getImageUrl } from '../../image/image.type.js';
import { buildVariant } from '../../image/image-variant.type.js';
import { renderMailPage } from '../mail/mail-page.js';
import type { Texts } from '../texts/texts.js';
import type { DigestArticle } from './digest-articles.js';
import type { DigestFrame, DigestIssue, Recipient } from './digest-issue.js';
import { buildSummary, formatSponsor, listHeadlines } from './summary.js';

/** Width of pictures in points: that of the text column. */
const IMAGE_WIDTH = 536;
/** Media types of originals that mail clients show; Outlook shows no WebP and no AVIF. */
const SHOWN_TYPES = ['image/jpeg', 'image/png', 'image/gif'];

/** Renders an issue as an HTML mail, or without a recipient for the archive. */
export function renderDigestHtml(
  frame: DigestFrame,
  texts: Texts,
  issue: DigestIssue,
  subject: string,
  recipient: Recipient | null,
): string {
  const { site, links } = frame;
  const { newsletter, number, intro, articles } = issue;
  const mostRead = articles.filter(({ isMostRead }) => isMostRead);
  const others = articles.filter(({ isMostRead }) => !isMostRead);
  const online =
    recipient && number !== null ? links.buildPageUrl(issue.language, newsletter.slug, number) : null;
  const date = texts.formatDay(issue.date, newsletter.timeZone);
  return renderMailPage(frame, {
    title: subject,
    language: issue.language,
    preheader: html`${listHeadlines(articles)
      .slice(0, 3)
      .map((title) => `${title} · `)}`,
    rows: html`<tr><td class="head">
<p class="site"><a href="${site.homeUrl}">${site.title}</a></p>
<h1>${newsletter.name}</h1>
<p class="issue">${number === null ? date : texts.formatHtml('issue.line', { number, date })}</p>
</td></tr>
${intro && html`<tr><td class="intro">${renderParagraphs(intro)}</td></tr>`}
${renderArticleList(frame, mostRead, texts.format('digest.mostRead'))}
${renderArticleList(frame, others, mostRead.length > 0 ? texts.format('digest.new') : null)}
<tr><td class="gap" height="16"></td></tr>
<tr><td class="foot">${renderFooterReason(frame, texts, issue, recipient)}
<p>${online && html`<a href="${online}">${texts.format('digest.readOnline')}</a> · `}<a href="${links.buildPageUrl(issue.language, newsletter.slug)}">${texts.format('digest.allIssues')}</a></p>
${frame.postalAddress && html`<p>${frame.postalAddress}</p>`}</td></tr>`,
  });
}

function renderArticleList(frame: DigestFrame, articles: DigestArticle[], title: string | null): Html {
  return html`${articles.length > 0 && title && html`<tr><td class="part"><h2>${title}</h2></td></tr>`}
${articles.map((article, i) => {
  const url = buildSiteUrl(frame.site, article.path);
  const image = i === 0 ? findPicture(frame, article) : null;
  const over = formatSponsor(article, frame.site) ?? article.section;
  return html`<tr><td class="article">
${image && html`<a href="${url}"><img src="${image.url}" alt="${image.alt}" width="${IMAGE_WIDTH}"${image.height !== null && html` height="${image.height}"`}></a>`}
${over && html`<p class="section">${over}</p>`}
<h3><a href="${url}">${article.title}</a></h3>
<p class="summary">${buildSummary(article)}</p>
</td></tr>`;
})}`;
}

/** Picture of an article as a mail shows it; `height` in pixels of the layout, null if it is not known. */
interface DigestPicture {
  url: string;
  alt: string;
  height: number | null;
}

/**
 * Returns the picture of an article as a JPEG with two pixels per point; null for none, and for formats that mail
 * clients do not show.
 */
function findPicture(
  { site, mediaUrls }: DigestFrame,
  { title, image }: DigestArticle,
): DigestPicture | null {
  if (!image) return null;
  const urls = { siteUrl: site.url, media: mediaUrls };
  const variant = buildVariant(image, { width: 2 * IMAGE_WIDTH, format: 'jpeg' }, urls);
  const type = image.media?.mimeType ?? getImageType(image.url);
  if (!variant && type !== null && !SHOWN_TYPES.includes(type)) return null;
  const size = variant ?? getImageSize(image, image.media);
  return {
    url: variant?.url ?? mediaUrls.resolve(getImageUrl(image, image.media), site.url),
    // The picture is a link, which must have a text.
    alt: image.alt || image.media?.alt || title,
    height: size && Math.round((size.height / size.width) * IMAGE_WIDTH),
  };
}

function renderFooterReason(
  { site }: DigestFrame,
  texts: Texts,
  { newsletter }: DigestIssue,
  recipient: Recipient | null,
): Html {
  const values = { newsletter: newsletter.name, site: site.title };
  if (!recipient) return html`<p>${texts.formatHtml('digest.origin', values)}</p>`;
  return html`<p>${texts.formatHtml('digest.reason', { ...values, date: recipient.since })}</p>
<p><a href="${recipient.unsubscribeUrl}">${texts.format('unsubscribe.button')}</a> · <a href="${recipient.subscriptionUrl}">${texts.format('digest.subscription')}</a></p>`;
}

function renderParagraphs(text: string): Html[] {
  return text.split(/\n\s*\n/).map((paragraph) => html`<p>${paragraph.trim()}</p>`);
}
