import type { Element, Root } from 'hast';
import { slugify } from '../../../shared/text/slug.js';
import { findElements } from '../../html/hast.js';
import { getElementNames } from '../layout/class-names.js';
import { isInterfaceText, normalizeLabel } from '../layout/labels.js';
import type { TextLine } from '../layout/lines.js';
import { getLineText } from '../layout/text-content.js';
import { isThing, type Thing } from './json-ld.js';
import type { PageDocument } from './page-document.js';

const MAX_TAGS = 20;

/** Lines above and near the title. */
export interface HeadingContext {
  heading: Element | null;
  linesBefore: TextLine[];
  nearbyLines: TextLine[];
}

/** Returns the names of the sections that an article belongs to, from the root down. */
export function findSection(
  page: PageDocument,
  title: string,
  { heading, linesBefore, nearbyLines }: HeadingContext,
): string[] {
  const { head, data } = page;
  const declared = [
    ...data.getTexts(data.article, 'articleSection'),
    ...head.getAll(
      'article:section',
      'parsely-section',
      'sailthru.section',
      'og:article:section',
      'cxenseparse:recs:category',
    ),
  ]
    .flatMap((each) => each.split(/[,;>|]/).map((part) => part.trim()))
    .filter(isSection);
  const breadcrumbs = findBreadcrumbs(page).filter(
    (crumb) => isSection(crumb) && normalizeLabel(crumb) !== normalizeLabel(title),
  );
  const sectionIndex =
    declared.length > 0
      ? breadcrumbs.findIndex((crumb) =>
          declared.some((each) => normalizeLabel(each) === normalizeLabel(crumb)),
        )
      : breadcrumbs.length - 1;
  if (sectionIndex >= 0) return breadcrumbs.slice(0, sectionIndex + 1);
  if (declared[0]) return [declared[0]];
  const isKicker = (each: Element) =>
    String(each.properties.rel ?? '').includes('category') ||
    getElementNames(each).some((name) =>
      /(^|-)(kicker|eyebrow|cat-links|category|primary-category|section-name|section-label|post-category|article-tag|primary-tag)(-|$)/.test(
        name,
      ),
    );
  const hasKicker = ({ element }: TextLine) =>
    isKicker(element) || findElements(element, isKicker).length > 0;
  const categoryLinks = findElements(page.tree, ({ properties }) =>
    /category/.test(String(properties.rel ?? '')),
  );
  const [element] = categoryLinks;
  const onlyCategory =
    element && new Set(categoryLinks.map(getLineText)).size === 1
      ? { element, text: getLineText(element) }
      : undefined;
  const kickers = [
    linesBefore.filter(hasKicker).at(-1),
    ...nearbyLines.filter(hasKicker),
    onlyCategory,
    findLineBeforeHeading(page.tree, heading),
  ];
  const kicker = kickers.find(
    (line) => line && line.text.length <= 40 && isSection(line.text) && !isInterfaceText(line.text),
  );
  return kicker ? [kicker.text] : [];
}

/** Returns one to three capitalized words directly above the title, in the same box. */
function findLineBeforeHeading(tree: Root, heading: Element | null): TextLine | undefined {
  if (!heading) return undefined;
  const [parent] = findElements(tree, ({ children }) => children.includes(heading));
  const above = parent?.children
    .slice(0, parent.children.indexOf(heading))
    .filter((each) => each.type === 'element');
  const last = above?.at(-1);
  const text = last ? getLineText(last) : '';
  return last && /^(p|span|div|a)$/.test(last.tagName) && /^\p{Lu}[\p{L}&]*(\s[\p{L}&]+){0,2}$/u.test(text)
    ? { element: last, text, isLinked: last.tagName === 'a', isCaption: false }
    : undefined;
}

function findBreadcrumbs({ tree, data }: PageDocument): string[] {
  const list = data.getValues(data.findByType('BreadcrumbList'), 'itemListElement').filter(isThing);
  const position = (thing: Thing) => Number(thing.position ?? 0);
  const declared = [...list]
    .sort((a, b) => position(a) - position(b))
    .flatMap((thing) => {
      const name = thing.name ?? (isThing(thing.item) ? thing.item.name : undefined);
      return typeof name === 'string' ? [name.trim()] : [];
    });
  if (declared.length > 0) return declared;
  const [trail] = findElements(
    tree,
    (each) =>
      getElementNames(each).some((name) => /(^|-)breadcrumbs?(-|$)/.test(name)) ||
      /breadcrumb/i.test(String(each.properties.ariaLabel ?? '')),
  );
  return trail ? findElements(trail, ({ tagName }) => tagName === 'a').map(getLineText) : [];
}

/** Returns false for URLs, names of front pages and the default category of WordPress. */
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

export function findTags({ tree, head, data }: PageDocument): string[] {
  const split = (text: string) => text.split(/[,;]/).map((part) => part.trim());
  const declared = data.getTexts(data.article, 'keywords').flatMap(split);
  const metas = [
    ...head.getAll('article:tag', 'og:article:tag'),
    ...head.getAll('news_keywords', 'parsely-tags', 'sailthru.tags').flatMap(split),
  ];
  const isTag = ({ properties }: Element) =>
    [properties.rel].flat().map(String).includes('tag') &&
    ![properties.rel].flat().map(String).includes('category');
  const isBox = (each: Element) =>
    getElementNames(each).some((name) => /(^|-)(tags|tag-list|topics)(-|$)/.test(name));
  const boxLinks = findElements(tree, isBox).flatMap((box) =>
    findElements(box, ({ tagName }) => tagName === 'a'),
  );
  const linkTexts = [...findElements(tree, (each) => each.tagName === 'a' && isTag(each)), ...boxLinks].map(
    (each) => getLineText(each).replace(/^#/, ''),
  );
  const found = [declared, metas, linkTexts].find((list) => list.length > 0) ?? [];
  const valid = found
    .map((tag) => tag.trim())
    .filter((tag) => slugify(tag) !== '' && tag.length <= 60 && !/[:=]/.test(tag));
  return [...new Map(valid.map((tag) => [slugify(tag), tag])).values()].slice(0, MAX_TAGS);
}
