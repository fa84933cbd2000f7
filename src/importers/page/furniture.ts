import type { Element, ElementContent, Root } from 'hast';
import { SKIP, visit } from 'unist-util-visit';
import { embedProvider, webAddress } from '../../shared/content/embed-providers.js';
import { findAll } from '../hast.js';
import { namesOf } from './class-names.js';
import { isCrossLink, isScreenLine } from './labels.js';
import { linkShare, proseIn } from './lines.js';
import { lineIn } from './text-content.js';

const TAGS = new Set(
  [
    'nav',
    'form',
    'dialog',
    'button',
    'input',
    'select',
    'textarea',
    'script',
    'style',
    'template',
    'link',
    'menu',
  ]
    .concat(['meta', 'noscript', 'svg', 'canvas', 'object', 'embed', 'title', 'base', 'footer', 'search'])
    .concat(['amp-ad', 'amp-sidebar', 'amp-social-share', 'amp-analytics', 'amp-sticky-ad', 'amp-consent']),
);
const ROLES =
  /^(navigation|search|banner|contentinfo|complementary|dialog|alertdialog|alert|menu|menubar|toolbar|tablist|status|form)$/;

/** Words in the names of boxes that are there for the site and not for the article. */
const NAMES = new RegExp(
  `(^|-)(${[
    'shar(e|es|ing)|sharedaddy|sociable|social|addtoany|addthis|ssba|heateor',
    'related|relatedposts|recirc(ulation)?|recommend(s|ed|ations?)?|read-?(more|next|also)|up-?next|more-(stories|posts|articles|news|from|on|in)',
    'most-?(popular|read|viewed|shared)|popular|trending|latest-(posts|news|stories)|recent-posts|top-stories|you-may|also-like|teasers?|yarpp|crp',
    'newsletters?|subscribe|subscription|sign-?up|mc4wp|mailchimp|mailerlite|convertkit|opt-?in|lead-?magnet',
    'promos?|promotion|promoted|ads?|ad-?slot|adverts?|advertis(ing|ement|er)|adsbygoogle|dfp|gpt|sponsor(ed)?|outbrain|taboola|affiliate',
    'comments?|comment-?list|disqus|respond|coral|discussion|feedback',
    'breadcrumbs?|pagination|pager|page-links|post-nav(igation)?|nav|navigation|navbar|next-prev|prev-next|menu|hamburger|off-?canvas',
    'side-?bar|widget-area|secondary|cookies?|consent|gdpr|ccpa|paywall|regwall|meter',
    'search|search-?form|search-?box|author-?(bio|box|info|card|profile|details?)|about-(the-)?author|contributor-bio',
    'toc|table-of-contents|skip(-link|-to-content)?|screen-reader(-text)?|sr-only|visually-?hidden|a11y-hidden|tool-?tip',
    'modal|pop-?up|light-?box|overlay|dialog|banner|donat(e|ions?)|cta|call-to-action|follow(-us)?|reactions?|claps?|likes?|ratings?|votes?|poll|quiz',
    'print|tool-?bar|site-(header|footer)|masthead|colophon|foot(er)?|top-?bar|ticker|app-download|download-app',
    'tag-?links|tags-?links|entry-tags|post-tags|tag-?list|tags|topics|cat-?links|entry-footer|post-footer|audio-player|listen|text-to-speech|reading-(time|progress)|progress-bar',
  ].join('|')})(-|$)`,
);
/** Of short lines: what stands about the article around its title. */
const FACTS =
  /(^|-)(by-?line|author|dateline|date|time|timestamp|published|updated|meta|metadata|kicker|eyebrow|category|read-?time|duration|credits?-line)(-|$)/;

/** What a page without the furniture of its site had of it. */
export interface Clearing {
  /** How that began which was taken out. */
  leftOut: string[];
}

/**
 * Takes out of a page what is there for the site and not for the article, wherever a name, a role or the words
 * tell. `kept` is what surely belongs to the article: nothing around it goes.
 */
export function clearFurniture(page: Root, kept: Set<Element>): Clearing {
  const leftOut: string[] = [];
  const holdsKept = holderOf(page, kept);
  const half = proseIn(page) / 2;
  visit(page, 'element', (element, index, parent) => {
    if (index === undefined || !parent || element === undefined) return undefined;
    if (holdsKept.has(element) || isWithinSentence(element, parent) || !isFurniture(element))
      return undefined;
    if (!TAGS.has(element.tagName) && proseIn(element) > half && half > 0) return undefined;
    note(element, leftOut);
    parent.children.splice(index, 1);
    return [SKIP, index];
  });
  return { leftOut };
}

export function note(node: ElementContent, leftOut: string[]): void {
  const isWords = node.type === 'element' && !/^(script|style|title|template|noscript)$/.test(node.tagName);
  const words = isWords ? lineIn(node) : '';
  if (words !== '') leftOut.push(words);
}

/** The elements and all that they stand in. */
function holderOf(page: Root, kept: Set<Element>): Set<Element> {
  const holders = new Set<Element>(kept);
  const walk = (node: Root | Element): boolean => {
    let holds = node.type === 'element' && kept.has(node);
    for (const child of node.children) if (child.type === 'element' && walk(child)) holds = true;
    if (holds && node.type === 'element') holders.add(node);
    return holds;
  };
  walk(page);
  return holders;
}

/** "Facebook" is a button, but not where it is a word among others. */
function isWithinSentence(element: Element, parent: Root | Element): boolean {
  if (!/^(a|span|em|strong|b|i|u|time|small|abbr|mark|cite|q)$/.test(element.tagName)) return false;
  if (
    parent.type !== 'element' ||
    !/^(p|li|td|th|dd|blockquote|figcaption|em|i|b|strong)$/.test(parent.tagName)
  )
    return false;
  return lineIn(parent).length > lineIn(element).length + 10;
}

function isFurniture(element: Element): boolean {
  const { tagName, properties } = element;
  if (TAGS.has(tagName) || isHidden(element) || ROLES.test(String(properties.role ?? ''))) return true;
  if (tagName === 'iframe') return !isPlayer(element);
  const text = lineIn(element);
  if (isScreenLine(text)) return !/^(table|tr|td|th|tbody|thead|figure|pre|code)$/.test(tagName);
  if (tagName === 'header' || isAppeal(element, text)) return true;
  if (tagName === 'aside' && (linkShare(element) > 0.3 || findAll(element, isInput).length > 0)) return true;
  const names = namesOf(element);
  if (/^(p|h[1-6]|li|span|em|strong|b|i|a|time|small|label|dt|dd)$/.test(tagName)) {
    if (isCrossLink(text) && linkShare(element) > 0.4) return true;
    return (
      text.length <= 200 && names.some((name) => NAMES.test(name) || FACTS.test(name)) && tagName !== 'a'
    );
  }
  if (
    /^(table|thead|tbody|tr|td|th|pre|code|blockquote|img|picture|source|video|audio|figcaption)$/.test(
      tagName,
    )
  ) {
    return false;
  }
  if (names.some((name) => NAMES.test(name))) return tagName !== 'figure' || text.length > 0;
  return (
    text.length <= 300 && names.some((name) => FACTS.test(name)) && findAll(element, isPicture).length === 0
  );
}

/** A few words and a button. A button by itself is a link of the article's. */
function isAppeal(element: Element, text: string): boolean {
  if (!/^(div|section|aside)$/.test(element.tagName) || text.length > 250) return false;
  const buttons = findAll(element, ({ tagName }) => tagName === 'a').filter((link) =>
    namesOf(link).some((name) => /(^|-)(btn|button|cta)(-|$)/.test(name)),
  );
  return buttons.length > 0 && text.length > buttons.map(lineIn).join(' ').length + 3;
}

function isHidden({ properties }: Element): boolean {
  const style = String(properties.style ?? '');
  return (
    (properties.hidden !== undefined && properties.hidden !== false && properties.hidden !== null) ||
    /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style) ||
    String(properties.ariaHidden ?? '') === 'true'
  );
}

function isInput({ tagName }: Element): boolean {
  return tagName === 'input' || tagName === 'form';
}

function isPicture({ tagName }: Element): boolean {
  return tagName === 'img' || tagName === 'figure' || tagName === 'amp-img';
}

function isPlayer({ properties }: Element): boolean {
  const url = webAddress(String(properties.src ?? properties.dataSrc ?? ''));
  return url !== null && embedProvider(new URL(url.href.replace(/^http:/, 'https:'))) !== null;
}
