/** A text of an item with its role, such as `main` of a headline. */
export interface RoleText {
  role: string;
  contentType: string;
  value: string;
}

/** A subject, place, person, organisation, event, object or genre of an item. */
export interface Concept {
  name: string;
  uri: string | null;
  /** Code in the vocabulary of the agency, if it is no URI. */
  code: string | null;
  /** Relation to the item. The items that this gateway writes name their sections with `section`. */
  rel: string;
}

/** A file of a picture. */
export interface Rendition {
  name: string;
  href: string;
  contentType: string;
  width: number | null;
}

type Values = Record<string, unknown>;

/** Names of lists in ninjs 1, by their names in ninjs 2 and 3. */
const FORMER_NAMES: Record<string, string> = {
  subjects: 'subject',
  places: 'place',
  people: 'person',
  organisations: 'organisation',
  events: 'event',
  objects: 'object',
  genres: 'genre',
  infosources: 'infosource',
};

/**
 * An item of ninjs 1, 2 or 3, read by the names of ninjs 3. The versions differ in the case of names, in the singular or plural
 * of lists, and in texts by role, which are properties such as `body_html` in ninjs 1. Items of other formats are converted to
 * ninjs 3.
 */
export class AgencyItem {
  private readonly values: Values;
  private readonly used = new Set<string>();

  constructor(item: object) {
    this.values = Object.fromEntries(
      Object.entries(item).map(([name, value]) => [name.toLowerCase(), value]),
    );
  }

  /** Returns a property as a text without space around it; null for an empty or missing one. */
  getText(...names: string[]): string | null {
    for (const name of names) {
      const value = this.take(name.toLowerCase());
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      const text = String(value).trim();
      if (text !== '') return text;
    }
    return null;
  }

  /** Returns a text by role, in order: `headlines` of ninjs 2 and 3, `headline` and `headline_…` of ninjs 1. */
  listTexts(name: 'headline' | 'description' | 'body'): RoleText[] {
    const plural = name === 'body' ? 'bodies' : `${name}s`;
    const listed = toList(this.take(plural)).map(({ role, contenttype, value }) => ({
      role: toText(role).toLowerCase(),
      contentType: toText(contenttype).toLowerCase(),
      value: toText(value),
    }));
    const former = Object.keys(this.values)
      .filter((key) => key === name || key.startsWith(`${name}_`))
      .map((key) => {
        const role = key.slice(name.length + 1);
        const contentType = /^x?html5?$/.test(role) ? 'text/html' : '';
        return { role, contentType, value: toText(this.take(key)) };
      });
    return [...listed, ...former].filter(({ value }) => value.trim() !== '');
  }

  listConcepts(name: string): Concept[] {
    return toList(this.take(name) ?? this.take(FORMER_NAMES[name] ?? name)).flatMap((concept) => {
      const uri = toText(concept.uri) || null;
      const code = toText(concept.literal) || toText(concept.code) || null;
      const label = toText(concept.name).trim();
      return label === '' && uri === null && code === null
        ? []
        : { name: label, uri, code, rel: toText(concept.rel) };
    });
  }

  listRenditions(): Rendition[] {
    return toNamedList(this.take('renditions')).flatMap(([name, values]) => {
      const href = toText(values.href);
      if (href === '') return [];
      const contentType = toText(values.contenttype) || toText(values.mimetype);
      const title = [name, toText(values.title)].join(' ').trim().toLowerCase();
      const width = typeof values.width === 'number' && values.width > 0 ? values.width : null;
      return { name: title, href, contentType: contentType.toLowerCase(), width };
    });
  }

  /** Lists the associated items, in order. */
  listAssociations(): AgencyItem[] {
    const associations = this.take('associations');
    const items = Array.isArray(associations) ? associations : Object.values(Object(associations));
    return items.filter(isObject).map((item) => new AgencyItem(item));
  }

  /** Lists the properties that have a value and were not read. */
  listUnused(): string[] {
    return Object.entries(this.values).flatMap(([name, value]) =>
      this.used.has(name) || value === null || value === '' || (Array.isArray(value) && value.length === 0)
        ? []
        : name,
    );
  }

  /** Counts properties as read that are used without a value of their own. */
  markUsed(...names: string[]): void {
    for (const name of names) this.used.add(name);
  }

  private take(name: string): unknown {
    this.used.add(name);
    return this.values[name];
  }
}

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the objects of a list, or one object alone, with names in lower case. */
function toList(value: unknown): Values[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject).map(lowerNames);
}

/** Returns the objects of a list that have names, or the properties of an object. */
function toNamedList(value: unknown): [string, Values][] {
  if (Array.isArray(value)) return toList(value).map((each) => [toText(each.name), each]);
  return Object.entries(Object(value)).flatMap(([name, each]) =>
    isObject(each) ? [[name, lowerNames(each)] as [string, Values]] : [],
  );
}

function lowerNames(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
