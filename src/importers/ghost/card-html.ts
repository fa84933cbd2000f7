import { markdownToHtml } from '../../shared/content/markdown-to-html.js';
import { escapeHtml } from '../../shared/html.js';
import type { Losses } from '../losses.js';
import { embedOf, figure, pictureFigure, player } from '../markup.js';

type Payload = Record<string, unknown>;

/** Cards as editors wrote them, by the names that Ghost's two editors have for them. */
const CARDS: Record<string, (card: Payload, losses: Losses) => string> = {
  image: (card) => {
    const picture = pictureFigure({ ...pictureOf(card), caption: words(card, 'caption') });
    const href = words(card, 'href');
    return href
      ? picture.replace(/<img[^<>]*>/, (img) => `<a href="${escapeHtml(href)}">${img}</a>`)
      : picture;
  },
  gallery: (card) => {
    const images = Array.isArray(card.images) ? (card.images as Payload[]) : [];
    const caption = words(card, 'caption');
    return images.map((each) => pictureFigure(pictureOf(each))).join('') + (caption && `<p>${caption}</p>`);
  },
  html: (card, losses) => {
    if (isForAll(card)) return words(card, 'html');
    losses.note('a block that only members may read is left out');
    return '';
  },
  markdown: (card) => markdownToHtml(words(card, 'markdown')),
  code: (card) => {
    const language = words(card, 'language').replace(/[^\w+#.-]/g, '');
    const mark = language && ` class="language-${language}"`;
    return `<pre><code${mark}>${escapeHtml(words(card, 'code'))}</code></pre>${paragraph(words(card, 'caption'))}`;
  },
  embed: (card, losses) => {
    const quote = quoteIn(words(card, 'html'));
    return quote ?? embedOf(words(card, 'url'), losses, words(card, 'caption'));
  },
  bookmark: (card, losses) => {
    losses.note('a bookmark is a link now');
    const title = words((card.metadata ?? {}) as Payload, 'title') || words(card, 'title');
    return link(words(card, 'url'), title) + paragraph(words(card, 'caption'));
  },
  callout: (card) => `<aside><p>${words(card, 'calloutEmoji')} ${words(card, 'calloutText')}</p></aside>`,
  toggle: (card) =>
    `<details><summary>${words(card, 'heading')}</summary>${words(card, 'content')}</details>`,
  button: (card) => link(words(card, 'buttonUrl'), words(card, 'buttonText')),
  audio: (card) => player([words(card, 'src')], { caption: escapeHtml(words(card, 'title')) }),
  video: (card) =>
    player([words(card, 'src')], {
      poster: words(card, 'customThumbnailSrc') || words(card, 'thumbnailSrc'),
      caption: words(card, 'caption'),
    }),
  file: (card) => link(words(card, 'src'), words(card, 'fileTitle') || words(card, 'fileName')),
  product: (card, losses) => {
    losses.note('a product card is its picture, words and link now');
    const src = words(card, 'productImageSrc');
    const picture = src && figure(`<img src="${escapeHtml(src)}" alt="">`);
    const button = words(card, 'productUrl') && link(words(card, 'productUrl'), words(card, 'productButton'));
    return `${picture}<h4>${words(card, 'productTitle')}</h4>${words(card, 'productDescription')}${button}`;
  },
  header: (card) => {
    const heading = words(card, 'heading') || words(card, 'header');
    return `<h2>${heading}</h2>${paragraph(words(card, 'subheading') || words(card, 'subheader'))}`;
  },
  hr: () => '<hr>',
  paywall: () => '',
};
const ALIASES: Record<string, string> = {
  'card-markdown': 'markdown',
  codeblock: 'code',
  horizontalrule: 'hr',
};
const LEFT_OUT: Record<string, string> = {
  email: 'a passage for mails alone is left out',
  'email-cta': 'a passage for mails alone is left out',
  signup: 'a sign-up box is left out',
  'call-to-action': 'an advertisement of the site is left out',
};

/** The HTML of a card; of one that is not known, whatever words it has, which is noted. */
export function cardHtml(name: string, card: Payload, losses: Losses): string {
  const known = CARDS[ALIASES[name] ?? name];
  if (known) return known(card, losses);
  losses.note(LEFT_OUT[name] ?? `a card "${name.slice(0, 40)}" is unknown here and left out`);
  return '';
}

function quoteIn(html: string): string | null {
  const from = html.indexOf('<blockquote');
  const to = html.lastIndexOf('</blockquote>');
  return from < 0 || to < from ? null : html.slice(from, to + '</blockquote>'.length);
}

function words(card: Payload, name: string): string {
  const value = card[name];
  return typeof value === 'string' ? value.trim() : '';
}

function pictureOf(card: Payload) {
  const pixels = (value: unknown) => (typeof value === 'number' && value > 0 ? Math.round(value) : null);
  return {
    ...{ url: words(card, 'src'), alt: words(card, 'alt'), caption: words(card, 'caption') },
    ...{ width: pixels(card.width), height: pixels(card.height) },
  };
}

function link(href: string, title: string): string {
  return href === '' ? '' : `<p><a href="${escapeHtml(href)}">${escapeHtml(title || href)}</a></p>`;
}

function paragraph(inner: string): string {
  return inner && `<p>${inner}</p>`;
}

function isForAll(card: Payload): boolean {
  const web = (card.visibility as { web?: { nonMember?: unknown } } | undefined)?.web;
  return web?.nonMember !== false;
}
