import { webAddress } from '../shared/content/embed-providers.js';
import { escapeHtml } from '../shared/html.js';
import { embedAddress } from './embed-address.js';
import type { Losses } from './losses.js';
import { AUDIO, VIDEO } from './media-files.js';

/** A picture in a body. */
export interface Picture {
  url: string;
  alt: string;
  /** HTML; '' for none. */
  caption: string;
  width: number | null;
  height: number | null;
}

/** A figure around what is given, with its caption, both HTML. */
export function figure(inner: string, caption = ''): string {
  const words = caption.trim();
  return `\n\n<figure>${inner}${words && `<figcaption>${words}</figcaption>`}</figure>\n\n`;
}

export function pictureFigure({ url, alt, caption, width, height }: Picture): string {
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  return figure(`<img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}"${size}>`, caption);
}

/** The player of what an address leads to; a link where no player is known. */
export function embed(address: string, caption = ''): string {
  const frame = embedAddress(address);
  if (frame !== null) return figure(`<iframe src="${escapeHtml(frame)}"></iframe>`, caption);
  const link = `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`;
  return `\n\n<p>${link}</p>\n\n${caption && `<p>${caption}</p>\n\n`}`;
}

/** As embed, for what was surely meant as one. */
export function embedOf(address: string, losses: Losses, caption = ''): string {
  const url = webAddress(address);
  if (url === null) {
    losses.note('an embed without an address is left out');
    return '';
  }
  if (embedAddress(address) === null) losses.note(`an embed of ${url.host} is a link now`);
  return embed(address, caption);
}

/** A player for sound or film in files of the site. */
export function player(addresses: string[], { poster = '', caption = '', inner = '' } = {}): string {
  const isVideo = addresses.some((address) => VIDEO.test(address)) || !addresses.some((it) => AUDIO.test(it));
  const name = isVideo ? 'video' : 'audio';
  const picture = isVideo && poster ? ` poster="${escapeHtml(poster)}"` : '';
  const sources = addresses.map((address) => `<source src="${escapeHtml(address)}">`).join('');
  const single = addresses.length === 1 ? ` src="${escapeHtml(addresses[0]!)}"` : '';
  return figure(`<${name} controls${single}${picture}>${single ? '' : sources}${inner}</${name}>`, caption);
}
