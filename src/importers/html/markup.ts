import { parseWebUrl } from '../../content/embed-providers.js';
import { toHtml } from '../../content/html/to-html.js';
import { findSocialProvider } from '../../content/social-providers.js';
import { escapeHtml } from '../../shared/text/html.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import { createRelatedLink, type LinkDetails } from './body-elements.js';
import { getEmbedUrl } from './embed-url.js';
import { AUDIO_URL, VIDEO_URL } from './media-files.js';

/** A picture in a body. */
export interface Picture {
  url: string;
  alt: string;
  /** HTML of the caption, '' for none. */
  caption: string;
  width: number | null;
  height: number | null;
}

/** Renders a figure with a caption. Both arguments are HTML. */
export function renderFigure(inner: string, caption = ''): string {
  const captionHtml = caption.trim();
  return `\n\n<figure>${inner}${captionHtml && `<figcaption>${captionHtml}</figcaption>`}</figure>\n\n`;
}

export function renderPicture({ url, alt, caption, width, height }: Picture): string {
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  return renderFigure(`<img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}"${size}>`, caption);
}

/** Renders a gallery, or a single picture as a plain figure. `caption` is HTML. */
export function renderGallery(pictures: Picture[], caption = ''): string {
  const figures = pictures.map(renderPicture);
  const captionHtml = caption.trim();
  if (figures.length < 2) return figures.join('') + (captionHtml && `<p>${captionHtml}</p>`);
  const all = figures.map((figure) => figure.trim()).join('');
  return `\n\n<figure class="gallery">${all}${captionHtml && `<figcaption>${captionHtml}</figcaption>`}</figure>\n\n`;
}

/** Renders a link to a page that the author recommends. `caption` is HTML. */
export function renderRelatedLink(
  url: string,
  title = '',
  { caption = '', ...details }: Partial<Omit<LinkDetails, 'caption'> & { caption: string }> = {},
): string {
  const link = createRelatedLink(url, title, details);
  if (caption === '') return `\n\n${toHtml(link)}\n\n`;
  const figure = { ...link, tagName: 'figure' };
  return `\n\n${toHtml(figure).replace(/<\/figure>$/, `<figcaption>${caption}</figcaption></figure>`)}\n\n`;
}

/** Renders the player or social post of a URL, or a link for any other page. */
export function renderEmbed(url: string, caption = ''): string {
  const frameUrl = getEmbedUrl(url);
  if (frameUrl !== null) return renderFigure(`<iframe src="${escapeHtml(frameUrl)}"></iframe>`, caption);
  const link = `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`;
  const captionHtml = caption && `<p>${caption}</p>\n\n`;
  if (findSocialProvider(url) === null) return `\n\n<p>${link}</p>\n\n${captionHtml}`;
  const post = `<blockquote class="social-post" cite="${escapeHtml(url)}"><p>${link}</p></blockquote>`;
  return `\n\n${post}\n\n${captionHtml}`;
}

/** Renders an embed like renderEmbed. Adds a warning if the URL is invalid or has no known player. */
export function renderEmbedOrWarn(embedUrl: string, warnings: ConversionWarnings, caption = ''): string {
  const url = parseWebUrl(embedUrl);
  if (url === null) {
    warnings.add('an embed without a URL was removed');
    return '';
  }
  if (getEmbedUrl(embedUrl) === null && findSocialProvider(embedUrl) === null)
    warnings.add(`an embed of ${url.host} was converted to a link`);
  return renderEmbed(embedUrl, caption);
}

/** Renders an audio or video player for media files. */
export function renderPlayer(urls: string[], { poster = '', caption = '', inner = '' } = {}): string {
  const isVideo = urls.some((url) => VIDEO_URL.test(url)) || !urls.some((it) => AUDIO_URL.test(it));
  const name = isVideo ? 'video' : 'audio';
  const posterAttribute = isVideo && poster ? ` poster="${escapeHtml(poster)}"` : '';
  const sources = urls.map((url) => `<source src="${escapeHtml(url)}">`).join('');
  const [url = '', ...otherUrls] = urls;
  const srcAttribute = url !== '' && otherUrls.length === 0 ? ` src="${escapeHtml(url)}"` : '';
  return renderFigure(
    `<${name} controls${srcAttribute}${posterAttribute}>${srcAttribute ? '' : sources}${inner}</${name}>`,
    caption,
  );
}
