import { PREVIEW_END } from '../../../content/free-preview.js';
import { renderMarkdown } from '../../../content/markdown/markdown-to-html.js';
import { escapeHtml } from '../../../shared/text/html.js';
import {
  renderEmbedOrWarn,
  renderFigure,
  renderGallery,
  renderPicture,
  renderPlayer,
  renderRelatedLink,
} from '../../html/markup.js';
import type { ConversionWarnings } from '../../run/conversion-warnings.js';

type CardPayload = Record<string, unknown>;

/** Renderers of cards by name, for both of Ghost's editor formats. */
const CARD_RENDERERS: Record<string, (card: CardPayload, warnings: ConversionWarnings) => string> = {
  image: (card) => {
    const picture = renderPicture({ ...getPicture(card), caption: getString(card, 'caption') });
    const href = getString(card, 'href');
    return href
      ? picture.replace(/<img[^<>]*>/, (img) => `<a href="${escapeHtml(href)}">${img}</a>`)
      : picture;
  },
  gallery: (card) => {
    const images = Array.isArray(card.images) ? (card.images as CardPayload[]) : [];
    return renderGallery(images.map(getPicture), getString(card, 'caption'));
  },
  html: (card, warnings) => {
    if (isPublic(card)) return getString(card, 'html');
    warnings.add('a block for members only was removed');
    return '';
  },
  markdown: (card) => renderMarkdown(getString(card, 'markdown')),
  code: (card) => {
    const language = getString(card, 'language').replace(/[^\w+#.-]/g, '');
    const mark = language && ` class="language-${language}"`;
    return `<pre><code${mark}>${escapeHtml(getString(card, 'code'))}</code></pre>${renderParagraph(getString(card, 'caption'))}`;
  },
  embed: (card, warnings) => {
    const quote = parseQuote(getString(card, 'html'));
    return quote ?? renderEmbedOrWarn(getString(card, 'url'), warnings, getString(card, 'caption'));
  },
  bookmark: (card) => {
    const metadata = (card.metadata ?? {}) as CardPayload;
    const read = (name: string) => getString(metadata, name) || getString(card, name);
    const url = getString(card, 'url');
    if (url === '') return renderParagraph(getString(card, 'caption'));
    return renderRelatedLink(url, read('title'), {
      description: read('description'),
      publisher: read('publisher') || read('author'),
      image: read('thumbnail'),
      caption: getString(card, 'caption'),
    });
  },
  callout: (card) => {
    const tone = getString(card, 'backgroundColor');
    const mark = tone && ` data-tone="${escapeHtml(tone)}"`;
    const text = getString(card, 'calloutText').replace(/^<p\b[^<>]*>|<\/p>$/g, '');
    return `<aside${mark}><p>${getString(card, 'calloutEmoji')} ${text}</p></aside>`;
  },
  toggle: (card) =>
    `<details><summary>${getString(card, 'heading')}</summary>${getString(card, 'content')}</details>`,
  button: (card) => renderLink(getString(card, 'buttonUrl'), getString(card, 'buttonText')),
  audio: (card) => renderPlayer([getString(card, 'src')], { caption: escapeHtml(getString(card, 'title')) }),
  video: (card) =>
    renderPlayer([getString(card, 'src')], {
      poster: getString(card, 'customThumbnailSrc') || getString(card, 'thumbnailSrc'),
      caption: getString(card, 'caption'),
    }),
  file: (card) => {
    const link = renderLink(
      getString(card, 'src'),
      getString(card, 'fileTitle') || getString(card, 'fileName'),
    );
    const notes = [getString(card, 'fileCaption'), getString(card, 'fileName')].filter(Boolean).join(', ');
    return link
      .replace('<p>', '<p class="file">')
      .replace('</p>', ` <small>${escapeHtml(notes)}</small></p>`);
  },
  product: (card, warnings) => {
    warnings.add('a product card was converted to its picture, text and link');
    const src = getString(card, 'productImageSrc');
    const picture = src && renderFigure(`<img src="${escapeHtml(src)}" alt="">`);
    const button =
      getString(card, 'productUrl') &&
      renderLink(getString(card, 'productUrl'), getString(card, 'productButton'));
    return `${picture}<h4>${getString(card, 'productTitle')}</h4>${getString(card, 'productDescription')}${button}`;
  },
  header: (card) => {
    const heading = getString(card, 'heading') || getString(card, 'header');
    return `<h2>${heading}</h2>${renderParagraph(getString(card, 'subheading') || getString(card, 'subheader'))}`;
  },
  hr: () => '<hr>',
  paywall: () => PREVIEW_END,
};
const ALIASES: Record<string, string> = {
  'card-markdown': 'markdown',
  codeblock: 'code',
  horizontalrule: 'hr',
};
const OMITTED_CARDS: Record<string, string> = {
  email: 'a passage for emails only was removed',
  'email-cta': 'a passage for emails only was removed',
  signup: 'a sign-up form was removed',
  'call-to-action': 'a call-to-action card was removed',
};

/** Renders the HTML of a card. Returns '' and adds a warning if the card is unknown or not supported. */
export function renderCard(name: string, card: CardPayload, warnings: ConversionWarnings): string {
  const renderer = CARD_RENDERERS[ALIASES[name] ?? name];
  if (renderer) return renderer(card, warnings);
  warnings.add(OMITTED_CARDS[name] ?? `an unsupported card "${name.slice(0, 40)}" was removed`);
  return '';
}

function parseQuote(html: string): string | null {
  const from = html.indexOf('<blockquote');
  const to = html.lastIndexOf('</blockquote>');
  return from < 0 || to < from ? null : html.slice(from, to + '</blockquote>'.length);
}

function getString(card: CardPayload, name: string): string {
  const value = card[name];
  return typeof value === 'string' ? value.trim() : '';
}

function getPicture(card: CardPayload) {
  const parsePixels = (value: unknown) => (typeof value === 'number' && value > 0 ? Math.round(value) : null);
  return {
    url: getString(card, 'src'),
    alt: getString(card, 'alt'),
    caption: getString(card, 'caption'),
    width: parsePixels(card.width),
    height: parsePixels(card.height),
  };
}

function renderLink(href: string, title: string): string {
  return href === '' ? '' : `<p><a href="${escapeHtml(href)}">${escapeHtml(title || href)}</a></p>`;
}

function renderParagraph(inner: string): string {
  return inner && `<p>${inner}</p>`;
}

/** Returns false for a card that readers who are not members do not see on the site. */
function isPublic(card: CardPayload): boolean {
  const { web, showOnWeb } = (card.visibility ?? {}) as {
    web?: { nonMember?: unknown };
    showOnWeb?: unknown;
  };
  // Early releases of Ghost 5 stored `showOnWeb`.
  return web?.nonMember !== false && showOnWeb !== false;
}
