import type { Element, ElementContent, Properties, Root } from 'hast';
import { findEmbedProvider, parseWebUrl } from '../embed-providers.js';
import { visitElements } from './visit-elements.js';

// Without allow-top-navigation: a player may run scripts but not navigate the page.
const SANDBOX = ['allow-scripts', 'allow-same-origin', 'allow-popups', 'allow-presentation', 'allow-forms'];

/** Rebuilds the iframes of known providers, replaces other web iframes by links, and removes the rest. */
export function normalizeIframes(tree: Root): void {
  visitElements(tree, (element, index, parent) => {
    if (element.tagName === 'iframe') parent.children[index] = normalizeIframe(element);
  });
}

function normalizeIframe({ properties }: Element): ElementContent {
  const url = parseWebUrl(String(properties.src ?? ''));
  if (!url) return { type: 'text', value: '' };
  if (url.protocol === 'http:') {
    const secure = new URL(url);
    secure.protocol = 'https:';
    if (findEmbedProvider(secure)) return buildIframe(secure, properties);
  }
  return findEmbedProvider(url) ? buildIframe(url, properties) : buildLink(url, properties);
}

function buildIframe(url: URL, { title, width, height, allowFullScreen }: Properties): Element {
  const properties: Properties = {
    src: url.href,
    title: title ? String(title) : (findEmbedProvider(url) ?? undefined),
    width: parseDimension(width),
    height: parseDimension(height),
    loading: 'lazy',
    sandbox: SANDBOX,
    allowFullScreen: allowFullScreen !== undefined && allowFullScreen !== null,
  };
  return { type: 'element', tagName: 'iframe', properties, children: [] };
}

function parseDimension(size: Properties[string]): string | undefined {
  const text = String(size ?? '');
  return /^\d{1,5}%?$/.test(text) ? text : undefined;
}

function buildLink(url: URL, { title }: Properties): Element {
  const text = title ? String(title) : url.href;
  const children: ElementContent[] = [{ type: 'text', value: text }];
  return { type: 'element', tagName: 'a', properties: { href: url.href }, children };
}
