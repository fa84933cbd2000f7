import type { Element, Properties, Root } from 'hast';
import { findSocialProvider } from '../social-providers.js';
import { visitElements } from './visit-elements.js';

/** Class names of the quotations that networks offer for embedding, before their scripts replace them. */
const EMBED_CLASSES = new Set(
  [
    'bluesky-embed',
    'instagram-media',
    'mastodon-embed',
    'reddit-card',
    'reddit-embed-bq',
    'text-post-media',
  ].concat(['tiktok-embed', 'twitter-tweet', 'twitter-video']),
);
/** Attributes in which networks name the URL of the post. */
const URL_ATTRIBUTES = ['cite', 'dataInstgrmPermalink', 'dataTextPostPermalink', 'dataEmbedUrl'];

/** Marks embedded posts of social networks with one class name and the URL of the post. */
export function normalizeSocialPosts(tree: Root): void {
  visitElements(tree, (element) => {
    if (element.tagName !== 'blockquote' || !isEmbed(element.properties)) return;
    const url = findPostUrl(element);
    if (url === null) return;
    const { lang, dir } = element.properties;
    element.properties = {
      className: ['social-post'],
      cite: url,
      ...(lang !== undefined && { lang }),
      ...(dir !== undefined && { dir }),
    };
  });
}

function isEmbed({ className }: Properties): boolean {
  return Array.isArray(className) && className.some((name) => EMBED_CLASSES.has(String(name)));
}

/** Finds the URL of the post: in an attribute, else that of the last link to one. */
function findPostUrl(quote: Element): string | null {
  const urls = URL_ATTRIBUTES.map((name) => quote.properties[name]);
  visitElements(quote, ({ tagName, properties }) => {
    if (tagName === 'a') urls.splice(URL_ATTRIBUTES.length, 0, properties.href);
  });
  return urls.map(String).find((url) => findSocialProvider(url) !== null) ?? null;
}
