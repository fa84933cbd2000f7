import { escapeHtml } from '../../shared/html.js';
import { embedAddress } from '../embed-address.js';
import { embed, embedOf, figure, pictureFigure, player } from '../markup.js';
import { AUDIO, IMAGE, VIDEO } from '../media-files.js';
import type { Attachment } from './attachments.js';
import type { Place } from './place.js';
import type { Shortcode } from './shortcodes.js';

type Meaning = (shortcode: Shortcode, place: Place) => string;

const MEANINGS: Record<string, Meaning> = {
  caption: captioned,
  wp_caption: captioned,
  gallery: (shortcode, place) => filesOf(shortcode, place, IMAGE).map(pictureFigure).join(''),
  embed: ({ inner, attributes, positional }, { losses }) =>
    embedOf((inner ?? attributes.src ?? positional[0] ?? '').trim(), losses),
  audio: (shortcode, place) => played(shortcode, place, AUDIO, ['mp3', 'm4a', 'ogg', 'wav', 'flac', 'wma']),
  video: (shortcode, place) =>
    played(shortcode, place, VIDEO, ['mp4', 'm4v', 'webm', 'ogv', 'flv', 'wmv', 'mov']),
  playlist: (shortcode, place) =>
    filesOf(shortcode, place, shortcode.attributes.type === 'video' ? VIDEO : AUDIO)
      .map(({ url, caption }) => player([url], { caption }))
      .join(''),
};

/** The HTML that stands for a shortcode. */
export function meaningOf(shortcode: Shortcode, place: Place): string {
  const meaning = Object.hasOwn(MEANINGS, shortcode.name) ? MEANINGS[shortcode.name]! : unknown;
  return meaning(shortcode, place);
}

/** `<img> The caption`, or, as once was, with the caption as an attribute. */
function captioned({ inner, attributes }: Shortcode): string {
  const [, picture, words] =
    /^\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*<\/a>)?)([\s\S]*)$/i.exec(inner ?? '') ?? [];
  if (picture === undefined) return inner ?? '';
  return figure(picture, attributes.caption ?? words);
}

/** Files by their ids, or else those that were uploaded to the post. */
function filesOf({ name, attributes }: Shortcode, { site, item, losses }: Place, kind: RegExp): Attachment[] {
  const { ids = attributes.include, exclude = '', id = item.id } = attributes;
  const numbers = (list: string) => list.split(/[\s,]+/).filter(Boolean);
  if (!ids) {
    const files = site.attachments.useThoseOf(id, kind).filter((file) => !numbers(exclude).includes(file.id));
    if (files.length === 0)
      losses.note(`[${name}] is left out: no file of its kind was uploaded to this item`);
    return files;
  }
  return numbers(ids).flatMap((number) => {
    const file = site.attachments.use(number);
    if (!file) losses.note(`attachment ${number} of a [${name}] is not in the export, left out`);
    return file ?? [];
  });
}

function played(shortcode: Shortcode, place: Place, kind: RegExp, formats: string[]): string {
  const { attributes, inner } = shortcode;
  const named = ['src', ...formats].flatMap((name) => attributes[name] ?? []);
  const [own] = named.length > 0 ? [] : place.site.attachments.useThoseOf(place.item.id, kind);
  const addresses = named.length > 0 ? named : own ? [own.url] : [];
  if (addresses.length === 0) {
    place.losses.note(`[${shortcode.name}] is left out: it names no file`);
    return '';
  }
  if (addresses.length === 1 && embedAddress(addresses[0]!)) return embed(addresses[0]!);
  return player(addresses, { poster: attributes.poster, inner: inner ?? '' });
}

/**
 * One that a plugin or theme brought: what it encloses stays. Nothing tells whether a lone word in brackets is
 * one or means what it says, so that stays as it stands.
 */
function unknown({ name, attributes, positional, inner, isClosed, written }: Shortcode, { losses }: Place) {
  const address = [inner?.trim() ?? '', ...Object.values(attributes), ...positional].find(embedAddress);
  if (address !== undefined) return embed(address);
  if (inner !== null) {
    losses.note(`the shortcode [${name}] is unknown here: what it encloses is shown as it is`);
    return inner;
  }
  if (Object.keys(attributes).length > 0 || isClosed || /[-_]/.test(name)) {
    losses.note(`the shortcode [${name}] is unknown here and encloses nothing: left out`);
    return '';
  }
  losses.note(`${escapeHtml(written).slice(0, 60)} is left as it stands: a shortcode, or words in brackets?`);
  return written;
}
