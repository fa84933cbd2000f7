import type { Element, Properties, Root } from 'hast';
import { isElement } from '../../html/element-kinds.js';
import { visitElements } from '../../html/visit-elements.js';

/** Elements with a URL in the HTML that a block was read from, so that their other attributes and the form of the URL stay. */
export class OriginalElements {
  private readonly elements: { element: Element; url: string; picture: Element | null }[] = [];

  constructor(
    html: Root | null,
    private readonly siteUrl: string,
  ) {
    if (!html) return;
    visitElements(html, (element, _index, parent) => {
      const { href, src, poster } = element.properties;
      const picture = isElement(parent as Element, 'picture') ? (parent as Element) : null;
      for (const url of [href, src, poster])
        if (typeof url === 'string') this.elements.push({ element, url, picture });
    });
  }

  /** Returns a URL as the HTML has it, such as `#notes` or `/world`; null if the HTML does not have it. */
  findUrl(url: string): string | null {
    return this.elements.find((original) => this.isSame(original.url, url))?.url ?? null;
  }

  /** Returns the attributes of the element with a name and a URL. */
  findProperties(tagName: string, url: string): Properties {
    return this.find(tagName, url)?.element.properties ?? {};
  }

  /** Returns the <picture> around the image with a URL. */
  findPicture(url: string): Element | null {
    return this.find('img', url)?.picture ?? null;
  }

  private find(tagName: string, url: string) {
    return this.elements.find(
      (original) => original.element.tagName === tagName && this.isSame(original.url, url),
    );
  }

  /**
   * Compares a URL of the HTML with a resolved one. A URL that depends on the page, such as `#notes` or `../map`, is
   * compared with the end of URLs of the site, since the page is not known.
   */
  private isSame(original: string, url: string): boolean {
    if (original === url) return true;
    if (!URL.canParse(url) || !URL.canParse(original, this.siteUrl)) return false;
    const [resolved, given] = [new URL(original, this.siteUrl), new URL(url)];
    if (resolved.href === given.href) return true;
    // An empty URL is that of the page: any page of the site might be meant.
    const dependsOnPage = original !== '' && !/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(original);
    if (!dependsOnPage || given.origin !== resolved.origin) return false;
    const end = resolved.href.slice(resolved.origin.length);
    return given.href.endsWith(/^[#?]/.test(original) ? end.slice(1) : end);
  }
}
