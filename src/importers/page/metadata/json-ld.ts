import type { Root } from 'hast';
import { findElements } from '../../html/hast.js';
import { getTextContent } from '../layout/text-content.js';

export type Thing = Record<string, unknown>;

const ARTICLE_TYPE = /(Article|BlogPosting|Posting|Report|Review|Recipe|NewsStory)$/;
/** Number of queued JSON-LD values at which collecting stops. Real pages have far fewer. */
const MAX_THINGS = 5_000;

/** Structured data of a page: JSON-LD with the vocabulary of https://schema.org. */
export class JsonLdData {
  private readonly things: Thing[] = [];
  private readonly byId = new Map<string, Thing>();

  constructor(page: Root) {
    const isData = (type: unknown) => /^application\/ld\+json/i.test(String(type ?? ''));
    for (const script of findElements(
      page,
      ({ tagName, properties }) => tagName === 'script' && isData(properties.type),
    )) {
      this.collect(parseLenientJson(getTextContent(script)));
    }
  }

  /** The page's main article, or null if the page declares none. */
  get article(): Thing | null {
    const all = this.things.filter((thing) => getTypes(thing).some((type) => ARTICLE_TYPE.test(type)));
    return all.find((thing) => thing.headline !== undefined) ?? all[0] ?? null;
  }

  /** URL that the article declares, or null if it declares none. */
  get articleUrl(): string | null {
    const candidates = ['url', 'mainEntityOfPage', '@id'].flatMap((name) =>
      this.getValues(this.article, name).map((value) =>
        isThing(value) ? (value['@id'] ?? value.url) : value,
      ),
    );
    const isUrl = (value: unknown): value is string =>
      typeof value === 'string' && /^https?:\/\/[^/]+\/./.test(value);
    return candidates.find(isUrl) ?? null;
  }

  /** Returns the first thing of a type. */
  findByType(type: string): Thing | null {
    return this.things.find((thing) => getTypes(thing).includes(type)) ?? null;
  }

  /** Returns the values of a property as a list, with references resolved. */
  getValues(thing: Thing | null, name: string): unknown[] {
    const value = thing?.[name];
    const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
    return list.map((each) => (isThing(each) ? (this.byId.get(String(each['@id'])) ?? each) : each));
  }

  /** Returns the texts of a property. Things are replaced by their name, URL or ID. */
  getTexts(thing: Thing | null, name: string): string[] {
    return this.getValues(thing, name).flatMap((value) => {
      const text = isThing(value) ? (value.name ?? value.url ?? value['@id']) : value;
      return typeof text === 'string' && text.trim() !== '' ? [decodeEntities(text)] : [];
    });
  }

  private collect(value: unknown): void {
    const queue = [value];
    for (let next = queue.shift(); queue.length < MAX_THINGS; next = queue.shift()) {
      if (Array.isArray(next)) queue.push(...next);
      else if (isThing(next)) {
        if (next['@type'] !== undefined) this.things.push(next);
        const id = next['@id'];
        // An object with nothing but an ID is a reference.
        if (typeof id === 'string' && Object.keys(next).length > 1 && !this.byId.has(id))
          this.byId.set(id, next);
        queue.push(...Object.values(next).filter((each) => typeof each === 'object' && each !== null));
      }
      if (queue.length === 0) return;
    }
  }
}

export function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function getTypes(thing: Thing): string[] {
  const type = thing['@type'];
  return (Array.isArray(type) ? type : [type]).map(String);
}

/**
 * Parses JSON that may contain comments, raw line breaks and trailing commas. Returns null if it still cannot
 * be parsed.
 */
function parseLenientJson(json: string): unknown {
  const text = json.replace(/^\s*(<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)|(-->|\/\/\s*\]\]>|\]\]>)\s*$/g, '');
  for (const attempt of [text, text.replace(/[\n\r\t]+/g, ' ').replace(/,\s*([}\]])/g, '$1')]) {
    try {
      return JSON.parse(attempt);
    } catch {}
  }
  return null;
}

/** Decodes HTML entities, which some sites write into JSON-LD. */
export function decodeEntities(text: string): string {
  const namedEntities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
  };
  return text
    .replace(/&#(x?)([0-9a-f]+);/gi, (whole, hex: string, code: string) => {
      const point = Number.parseInt(code, hex ? 16 : 10);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replace(/&(\w+);/g, (whole, name: string) => namedEntities[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}
