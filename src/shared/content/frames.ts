import type { Element, ElementContent, Properties, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { embedProvider, webAddress } from './embed-providers.js';

// Without allow-top-navigation: a player may run its own scripts, and may not take the reader elsewhere.
const SANDBOX = ['allow-scripts', 'allow-same-origin', 'allow-popups', 'allow-presentation', 'allow-forms'];

/** Keeps the frames of known providers, rebuilt from nothing; other web frames become a link, the rest go. */
export function settleFrames(tree: Root): void {
  visit(tree, 'element', (element, index, parent) => {
    if (element.tagName !== 'iframe' || !parent || index === undefined) return;
    parent.children[index] = settledFrame(element);
  });
}

function settledFrame({ properties }: Element): ElementContent {
  const url = webAddress(String(properties.src ?? ''));
  if (!url) return { type: 'text', value: '' };
  if (url.protocol === 'http:') {
    const secure = new URL(url);
    secure.protocol = 'https:';
    if (embedProvider(secure)) return frame(secure, properties);
  }
  return embedProvider(url) ? frame(url, properties) : link(url, properties);
}

function frame(url: URL, { title, width, height, allowFullScreen }: Properties): Element {
  const properties: Properties = {
    src: url.href,
    title: title ? String(title) : (embedProvider(url) ?? undefined),
    width: pixels(width),
    height: pixels(height),
    loading: 'lazy',
    sandbox: SANDBOX,
    allowFullScreen: allowFullScreen !== undefined && allowFullScreen !== null,
  };
  return { type: 'element', tagName: 'iframe', properties, children: [] };
}

function pixels(size: Properties[string]): string | undefined {
  const text = String(size ?? '');
  return /^\d{1,5}%?$/.test(text) ? text : undefined;
}

function link(url: URL, { title }: Properties): Element {
  const text = title ? String(title) : url.href;
  const children: ElementContent[] = [{ type: 'text', value: text }];
  return { type: 'element', tagName: 'a', properties: { href: url.href }, children };
}
