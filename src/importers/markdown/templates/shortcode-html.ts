import { getOwn } from '../../../shared/get-own.js';
import { escapeText } from './escape.js';

/** Values of a shortcode: those with a name, and others by their position. */
export interface ShortcodeValues {
  named: Record<string, string>;
  positional: string[];
  /** Text between the opening and the closing tag. */
  inner: string;
}

/** Scheme of links to files of the site, which become paths when all files are known. */
export const FILE_SCHEME = 'site-file:';

/** Returns a link to a file of the site by the name that the text uses. */
export function toFileUrl(name: string): string {
  return (
    FILE_SCHEME + encodeURI(name.trim()).replace(/[()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  );
}

const FILE_URL = new RegExp(`${FILE_SCHEME}(?:[\\w;,/?:@&=+$.!~*'#%-]*[A-Za-z0-9/%#=&-])?`, 'g');

/** Replaces links to files of the site in a text. */
export function replaceFileUrls(text: string, replace: (url: string) => string): string {
  return text.replace(FILE_URL, replace);
}

/** Returns a text in which links to files have the names that were given, for files outside of a static site. */
export function restoreFileNames(text: string): string {
  return replaceFileUrls(text, (url) => url.slice(FILE_SCHEME.length));
}

/** Scheme of pictures that shortcodes name, until it is known if there is such a file. */
export const PICTURE_SCHEME = 'site-picture:';
const PICTURE_URL = new RegExp(`${PICTURE_SCHEME}([^"\\s<>]*)`, 'g');
const FIGURE = new RegExp(
  `<figure>(?:<a [^<>]*>)?<img src="${PICTURE_SCHEME}([^"]*)"[^<>]*>(?:</a>)?(?:<figcaption>([^<>]*)</figcaption>)?</figure>`,
  'g',
);

function toPictureUrl(url: string): string {
  return /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(url) ? url : PICTURE_SCHEME + encodeURI(url);
}

/** Returns a text in which the pictures of shortcodes have the URLs that were given. */
export function restorePictureUrls(text: string): string {
  return text.replace(PICTURE_URL, '$1');
}

/** Removes the figures of shortcodes with unresolved pictures. */
export function removeLostFigures(text: string, onRemoved: (url: string, caption: string) => void): string {
  return text.replace(FIGURE, (_figure, url: string, caption = '') => {
    onRemoved(url, caption);
    return '';
  });
}

type Converter = (values: ShortcodeValues) => string | null;

const ID = /^[\w.-]{1,100}$/;

const embed = (url: string) => `\n\n<iframe src="${url}"></iframe>\n\n`;
const link = (url: string) => `\n\n<${url}>\n\n`;
const getId = ({ named, positional }: ShortcodeValues, ...names: string[]) => {
  const id = names.map((name) => named[name]).find((value) => value !== undefined) ?? positional[0];
  return id !== undefined && ID.test(id) ? id : null;
};

/** Shortcodes and includes that generators and their usual themes have, by name. */
const CONVERTERS: Record<string, Converter> = {
  figure: toFigure,
  image: toFigure,
  img: toFigure,
  picture: toFigure,
  youtube: (values) => {
    const id = getId(values, 'id');
    return id && embed(`https://www.youtube.com/embed/${id}`);
  },
  vimeo: (values) => {
    const id = getId(values, 'id');
    return id && embed(`https://player.vimeo.com/video/${id}`);
  },
  gist: ({ positional, named }) => {
    const parts = positional.length > 0 ? positional : [named.user, named.id].flatMap((part) => part ?? []);
    const path = parts.slice(0, parts[0]?.includes('/') ? 1 : 2).join('/');
    return /^[\w.-]+(\/[\w.-]+)?$/.test(path) ? link(`https://gist.github.com/${path}`) : null;
  },
  tweet: toTweet,
  x: toTweet,
  highlight: ({ positional, named, inner }) => {
    const language = (positional[0] ?? named.lang ?? '').replace(/[^\w+#-]/g, '');
    return `\n\`\`\`${language}\n${inner.replace(/^\n|\n$/g, '')}\n\`\`\`\n`;
  },
  ref: toFileLink,
  relref: toFileLink,
};

/** Returns the Markdown or HTML of a shortcode, or null if its name is unknown or a value is missing. */
export function convertShortcode(name: string, values: ShortcodeValues): string | null {
  const base = name
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/\.(html?|md|liquid)$/, '');
  return getOwn(CONVERTERS, base)?.(values) ?? null;
}

/**
 * Fills the template that shortcodes.yaml has for a shortcode: `{{ name }}`, `{{ 0 }}` and `{{ inner }}`.
 */
export function fillShortcode(template: string, { named, positional, inner }: ShortcodeValues): string {
  return template.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (_, key: string) => {
    if (key === 'inner') return inner;
    return escapeText(/^\d+$/.test(key) ? (positional[Number(key)] ?? '') : (named[key] ?? ''));
  });
}

function toFigure({ named, positional }: ShortcodeValues): string | null {
  const src =
    named.src ?? named.url ?? named.image_path ?? named.image ?? named.path ?? named.file ?? positional[0];
  if (!src) return null;
  const caption = [named.title, named.caption, named.attr]
    .flatMap((text) => (text ? escapeText(text) : []))
    .join(' ');
  const image = `<img src="${escapeText(toPictureUrl(src))}" alt="${escapeText(named.alt ?? named.caption ?? '')}">`;
  const target = named.link || named.href;
  const linked = target ? `<a href="${escapeText(target)}">${image}</a>` : image;
  return `\n\n<figure>${linked}${caption === '' ? '' : `<figcaption>${caption}</figcaption>`}</figure>\n\n`;
}

function toTweet({ named, positional }: ShortcodeValues): string | null {
  const [user, id] = named.id
    ? [named.user ?? 'i', named.id]
    : positional.length > 1
      ? positional
      : ['i', positional[0]];
  return user && id && /^\w+$/.test(user) && /^\d+$/.test(id)
    ? link(`https://x.com/${user}/status/${id}`)
    : null;
}

function toFileLink({ named, positional }: ShortcodeValues): string | null {
  const target = named.path ?? positional[0];
  return target ? toFileUrl(target) : null;
}
