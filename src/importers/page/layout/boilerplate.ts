import type { Element, ElementContent, Root } from 'hast';
import { SKIP, visit } from 'unist-util-visit';
import { findEmbedProvider, parseWebUrl } from '../../../content/embed-providers.js';
import { findElements, getClassNames } from '../../html/hast.js';
import { getElementNames } from './class-names.js';
import { isCrossLink, isInterfaceText } from './labels.js';
import { getLinkRatio } from './lines.js';
import { countProse } from './prose.js';
import { getLineText } from './text-content.js';

const BOILERPLATE_TAGS = new Set(
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
const BOILERPLATE_ROLES =
  /^(navigation|search|banner|contentinfo|complementary|dialog|alertdialog|alert|menu|menubar|toolbar|tablist|status|form)$/;

/** Class names, IDs and test IDs of boxes that belong to the site and not to the article. */
const BOILERPLATE_NAMES = new RegExp(
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
    'tag-?links|tags-?links|entry-tags|post-tags|post-terms|tag-?list|tags|topics|cat-?links|entry-footer|post-footer|audio-player|listen|text-to-speech|reading-(time|progress)|progress-bar',
  ].join('|')})(-|$)`,
);
/** Class names of short lines with metadata around an article's title, such as its byline and date. */
const METADATA_NAMES =
  /(^|-)(by-?line|author|dateline|date|time|timestamp|published|updated|meta|metadata|kicker|eyebrow|category|read-?time|duration|credits?-line)(-|$)/;

/** Class names of elements that are not shown. */
const HIDDEN_CLASS = /^(is-|u-)?hidden$|^d-none$|^hide$|^visually-?hidden$/;

/** Result of removing the boilerplate of a page. */
export interface BoilerplateRemoval {
  /** Texts of the removed elements. */
  removedTexts: string[];
}

/**
 * Removes the site's boilerplate from a page, recognised by tag, role, class name or text.
 * `protectedElements` and their ancestors stay.
 */
export function removeBoilerplate(page: Root, protectedElements: Set<Element>): BoilerplateRemoval {
  const removedTexts: string[] = [];
  const protectedAncestors = collectAncestors(page, protectedElements);
  const halfOfProse = countProse(page) / 2;
  visit(page, 'element', (element, index, parent) => {
    if (index === undefined || !parent || element === undefined) return undefined;
    // The numbers of a formula would pass for page numbers.
    if (element.tagName === 'math') return SKIP;
    if (protectedAncestors.has(element) || isWithinSentence(element, parent) || !isBoilerplate(element))
      return undefined;
    if (!BOILERPLATE_TAGS.has(element.tagName) && countProse(element) > halfOfProse && halfOfProse > 0)
      return undefined;
    recordRemoval(element, removedTexts);
    if (isDrawing(element, parent)) removedTexts.push('<svg>');
    parent.children.splice(index, 1);
    return [SKIP, index];
  });
  return { removedTexts };
}

/** Returns true for a drawing in a figure. Others are mostly icons. */
function isDrawing({ tagName }: Element, parent: Root | Element): boolean {
  return tagName === 'svg' && parent.type === 'element' && parent.tagName === 'figure';
}

export function recordRemoval(node: ElementContent, removedTexts: string[]): void {
  const isWords = node.type === 'element' && !/^(script|style|title|template|noscript)$/.test(node.tagName);
  const words = isWords ? getLineText(node) : '';
  if (words !== '') removedTexts.push(words);
}

/** Returns the elements and all their ancestors. */
function collectAncestors(page: Root, protectedElements: Set<Element>): Set<Element> {
  const holders = new Set<Element>(protectedElements);
  const walk = (node: Root | Element): boolean => {
    let holds = node.type === 'element' && protectedElements.has(node);
    for (const child of node.children) if (child.type === 'element' && walk(child)) holds = true;
    if (holds && node.type === 'element') holders.add(node);
    return holds;
  };
  walk(page);
  return holders;
}

/**
 * Returns true if an inline element is part of a longer text: "Facebook" alone is a button, in a sentence it
 * is a word.
 */
function isWithinSentence(element: Element, parent: Root | Element): boolean {
  if (!/^(a|span|em|strong|b|i|u|time|small|abbr|mark|cite|q)$/.test(element.tagName)) return false;
  if (
    parent.type !== 'element' ||
    !/^(p|li|td|th|dd|blockquote|figcaption|em|i|b|strong)$/.test(parent.tagName)
  )
    return false;
  return getLineText(parent).length > getLineText(element).length + 10;
}

function isBoilerplate(element: Element): boolean {
  const { tagName, properties } = element;
  if (
    BOILERPLATE_TAGS.has(tagName) ||
    isHidden(element) ||
    BOILERPLATE_ROLES.test(String(properties.role ?? ''))
  )
    return true;
  if (tagName === 'iframe') return !isPlayer(element);
  const text = getLineText(element);
  if (isInterfaceText(text)) return !/^(table|tr|td|th|tbody|thead|figure|pre|code)$/.test(tagName);
  if (tagName === 'header' || isCallToAction(element, text)) return true;
  if (tagName === 'aside' && (getLinkRatio(element) > 0.3 || findElements(element, isInput).length > 0))
    return true;
  const names = getElementNames(element);
  if (/^(p|h[1-6]|li|span|em|strong|b|i|a|time|small|label|dt|dd)$/.test(tagName)) {
    if (isCrossLink(text) && getLinkRatio(element) > 0.4) return true;
    return (
      text.length <= 200 &&
      names.some((name) => BOILERPLATE_NAMES.test(name) || METADATA_NAMES.test(name)) &&
      tagName !== 'a'
    );
  }
  if (
    /^(table|thead|tbody|tr|td|th|pre|code|blockquote|img|picture|source|video|audio|figcaption)$/.test(
      tagName,
    )
  ) {
    return false;
  }
  if (names.some((name) => BOILERPLATE_NAMES.test(name))) return tagName !== 'figure' || text.length > 0;
  return (
    text.length <= 300 &&
    names.some((name) => METADATA_NAMES.test(name)) &&
    findElements(element, isPicture).length === 0
  );
}

/**
 * Returns true if a box consists of a short text and a button. A button alone counts as a link of the
 * article.
 */
function isCallToAction(element: Element, text: string): boolean {
  if (!/^(div|section|aside)$/.test(element.tagName) || text.length > 250) return false;
  const buttons = findElements(element, ({ tagName }) => tagName === 'a').filter((link) =>
    getElementNames(link).some((name) => /(^|-)(btn|button|cta)(-|$)/.test(name)),
  );
  return buttons.length > 0 && text.length > buttons.map(getLineText).join(' ').length + 3;
}

function isHidden(element: Element): boolean {
  const { properties } = element;
  const style = String(properties.style ?? '');
  const names = getClassNames(element);
  // `hidden md:block` is hidden on small screens only.
  const isShownLarger = names.some((name) => /:(block|flex|grid|inline|table|contents)/.test(name));
  return (
    (!isShownLarger && names.some((name) => HIDDEN_CLASS.test(name))) ||
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
  const url = parseWebUrl(String(properties.src ?? properties.dataSrc ?? ''));
  return url !== null && findEmbedProvider(new URL(url.href.replace(/^http:/, 'https:'))) !== null;
}
