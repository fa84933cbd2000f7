import { findBroaderCode, findMediaTopic, readIptcCode } from './media-topics.js';

/** A topic of a site's file. */
interface OwnTopic {
  /** Names by language. */
  names: Record<string, string>;
  /** Identifiers of the broader topics. */
  broader: string[];
}

/** Names and broader topics: those of IPTC's media topics, and those of a site's files, which come first. */
export class Topics {
  /** Topics of a site's files, by their identifiers as getId returns them. */
  private readonly own = new Map<string, OwnTopic>();

  /** Adds a topic of a site, or other names and broader topics of one. */
  add(id: string, names: Record<string, string>, broader: string[] = []): void {
    const key = readIptcCode(id) ?? id;
    const topic = this.own.get(key);
    this.own.set(key, {
      names: { ...topic?.names, ...names },
      broader: broader.length > 0 ? broader : (topic?.broader ?? []),
    });
  }

  /** Returns the name of a topic in a language, else in English, else any; null for an unknown one. */
  findName(id: string, language: string | null): string | null {
    const key = readIptcCode(id) ?? id;
    const names = Object.entries((this.own.get(key) ?? this.own.get(this.getId(id)))?.names ?? {});
    const findIn = (tag: string) => names.find(([each]) => each.toLowerCase().split('-')[0] === tag)?.[1];
    const primary = language?.toLowerCase().split('-')[0] ?? 'en';
    return findIn(primary) ?? findIn('en') ?? findMediaTopic(key)?.name ?? names[0]?.[1] ?? null;
  }

  /** Returns an identifier that is the same for all spellings of a topic: eight digits for topics of IPTC. */
  getId(id: string): string {
    const code = readIptcCode(id);
    return code === null ? id : (findMediaTopic(code)?.code ?? code);
  }

  /** Lists the identifiers above a topic, the nearest first. */
  listBroader(id: string): string[] {
    const listed = new Set<string>();
    let level = this.listParents(this.getId(id));
    while (level.length > 0) {
      for (const parent of level) listed.add(parent);
      level = level.flatMap((parent) => this.listParents(parent)).filter((parent) => !listed.has(parent));
    }
    return [...listed];
  }

  private listParents(id: string): string[] {
    const own = this.own.get(id)?.broader ?? [];
    const parents = own.length > 0 ? own : [findBroaderCode(id) ?? []].flat();
    return parents.map((parent) => this.getId(parent));
  }
}
