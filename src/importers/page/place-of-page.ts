import type { Element, Root } from 'hast';
import { slugify } from '../../shared/slug.js';
import { findAll } from '../hast.js';
import { namesOf } from './class-names.js';
import type { Page } from './facts.js';
import { isThing, type Thing } from './json-ld.js';
import { isScreenLine, plain } from './labels.js';
import type { Line } from './lines.js';
import { lineIn } from './text-content.js';

const MOST_TAGS = 20;

/** A title, and what is said above and below it. */
export interface Surroundings {
  heading: Element | null;
  before: Line[];
  near: Line[];
}

/** The way from the root down to the section that an article stands in. `before` is what stands above its title. */
export function sectionOf(page: Page, title: string, { heading, before, near }: Surroundings): string[] {
  const { head, data } = page;
  const told = [
    ...data.texts(data.article, 'articleSection'),
    ...head.all(
      'article:section',
      'parsely-section',
      'sailthru.section',
      'og:article:section',
      'cxenseparse:recs:category',
    ),
  ]
    .flatMap((each) => each.split(/[,;>|]/).map((part) => part.trim()))
    .filter(isSection);
  const way = crumbsOf(page).filter((crumb) => isSection(crumb) && plain(crumb) !== plain(title));
  const within =
    told.length > 0
      ? way.findIndex((crumb) => told.some((each) => plain(each) === plain(crumb)))
      : way.length - 1;
  if (within >= 0) return way.slice(0, within + 1);
  if (told[0]) return [told[0]];
  const isKicker = (each: Element) =>
    String(each.properties.rel ?? '').includes('category') ||
    namesOf(each).some((name) =>
      /(^|-)(kicker|eyebrow|cat-links|category|primary-category|section-name|section-label|post-category|article-tag|primary-tag)(-|$)/.test(
        name,
      ),
    );
  const holds = ({ element }: Line) => isKicker(element) || findAll(element, isKicker).length > 0;
  const filed = findAll(page.tree, ({ properties }) => /category/.test(String(properties.rel ?? '')));
  const only =
    new Set(filed.map(lineIn)).size === 1 ? { element: filed[0]!, text: lineIn(filed[0]!) } : undefined;
  const kickers = [before.filter(holds).at(-1), ...near.filter(holds), only, lineBefore(page.tree, heading)];
  const kicker = kickers.find(
    (line) => line && line.text.length <= 40 && isSection(line.text) && !isScreenLine(line.text),
  );
  return kicker ? [kicker.text] : [];
}

/** One or two words right above the title, in the same box. */
function lineBefore(tree: Root, heading: Element | null): Line | undefined {
  const holder = heading && findAll(tree, ({ children }) => children.includes(heading))[0];
  const above = holder?.children
    .slice(0, holder.children.indexOf(heading!))
    .filter((each) => each.type === 'element');
  const last = above?.at(-1);
  const text = last ? lineIn(last) : '';
  return last && /^(p|span|div|a)$/.test(last.tagName) && /^\p{Lu}[\p{L}&]*(\s[\p{L}&]+){0,2}$/u.test(text)
    ? { element: last, text }
    : undefined;
}

function crumbsOf({ tree, data }: Page): string[] {
  const list = data.values(data.ofType('BreadcrumbList'), 'itemListElement').filter(isThing);
  const position = (thing: Thing) => Number(thing.position ?? 0);
  const told = [...list]
    .sort((a, b) => position(a) - position(b))
    .flatMap((thing) => {
      const name = thing.name ?? (isThing(thing.item) ? thing.item.name : undefined);
      return typeof name === 'string' ? [name.trim()] : [];
    });
  if (told.length > 0) return told;
  const [trail] = findAll(
    tree,
    (each) =>
      namesOf(each).some((name) => /(^|-)breadcrumbs?(-|$)/.test(name)) ||
      /breadcrumb/i.test(String(each.properties.ariaLabel ?? '')),
  );
  return trail ? findAll(trail, ({ tagName }) => tagName === 'a').map(lineIn) : [];
}

/** Addresses, front pages and what WordPress puts things into that were put nowhere are no sections. */
function isSection(name: string): boolean {
  return (
    slugify(name) !== '' &&
    name.length <= 60 &&
    !/^(home|home ?page|front ?page|start|startseite|accueil|inicio|uncategori[sz]ed|all|blog)$/i.test(
      name.trim(),
    ) &&
    !/^https?:/.test(name)
  );
}

export function tagsOf({ tree, head, data }: Page): string[] {
  const split = (text: string) => text.split(/[,;]/).map((part) => part.trim());
  const told = data.texts(data.article, 'keywords').flatMap(split);
  const metas = [
    ...head.all('article:tag', 'og:article:tag'),
    ...head.all('news_keywords', 'parsely-tags', 'sailthru.tags').flatMap(split),
  ];
  const isTag = ({ properties }: Element) =>
    [properties.rel].flat().map(String).includes('tag') &&
    ![properties.rel].flat().map(String).includes('category');
  const isBox = (each: Element) =>
    namesOf(each).some((name) => /(^|-)(tags|tag-list|topics)(-|$)/.test(name));
  const boxed = findAll(tree, isBox).flatMap((box) => findAll(box, ({ tagName }) => tagName === 'a'));
  const shown = [...findAll(tree, (each) => each.tagName === 'a' && isTag(each)), ...boxed].map((each) =>
    lineIn(each).replace(/^#/, ''),
  );
  const found = [told, metas, shown].find((list) => list.length > 0) ?? [];
  const good = found
    .map((tag) => tag.trim())
    .filter((tag) => slugify(tag) !== '' && tag.length <= 60 && !/[:=]/.test(tag));
  return [...new Map(good.map((tag) => [slugify(tag), tag])).values()].slice(0, MOST_TAGS);
}
