/** A field of a page, which is written into a query and predicted by hand. */
export interface PageField {
  alias: string;
  name: string;
  args: string;
  /** `connection` has nodes, `entries` have an article each, `object` and `objects` are selected as they are. */
  shape: 'connection' | 'entries' | 'object' | 'objects';
  /** Number of articles, if the field is a list of them. */
  first?: number;
  /** Group of `unique`; null for a field that is not unique. */
  group: string | null;
  fields: PageField[];
}

type Random = () => number;

/** The limit of the gateway. */
const MAX_ALIASES = 15;

/** Generates pages of random fields, lengths and groups, each with lists inside of lists. */
export class RandomPageGenerator {
  private aliases = 0;

  constructor(
    private readonly random: Random,
    private readonly slugs: string[],
  ) {}

  next(): PageField[] {
    this.aliases = 0;
    const page = this.buildPage();
    return this.aliases > MAX_ALIASES ? this.next() : page;
  }

  private buildPage(): PageField[] {
    const root = [
      () => this.buildArticle(),
      () => this.buildArticle(),
      () => this.buildList('popular', 'entries', 'window: ALL, '),
      () => this.buildList('articles', 'connection'),
      () => this.buildList('articles', 'connection', '', [this.buildRelated()]),
      () => this.buildList('search', 'connection', 'query: "ferry", '),
      () => this.buildSections('sections', true),
    ];
    return this.pickSome(root, 2, 6);
  }

  private buildArticle(): PageField {
    const neighbours = ['previous', 'next'].map((name) => () => this.build(name, 'object', '', []));
    const fields = this.pickSome([() => this.buildRelated(), () => this.buildRelated(), ...neighbours], 0, 3);
    const slug = this.slugs[Math.floor(this.random() * this.slugs.length)];
    return this.build('article', 'object', `by: { slug: "${slug}" }`, fields);
  }

  private buildRelated(): PageField {
    return this.buildList('related', 'entries');
  }

  private buildSections(name: string, isRoot: boolean): PageField {
    const lists = [
      () => this.buildList('articles', 'connection'),
      () => this.buildList('popular', 'entries', 'window: ALL, '),
    ];
    const below = isRoot ? [() => this.buildSections('children', false)] : [];
    return { ...this.build(name, 'objects', '', this.pickSome([...lists, ...below], 1, 3)), group: null };
  }

  private buildList(name: string, shape: PageField['shape'], args = '', fields: PageField[] = []): PageField {
    const first = Math.floor(this.random() * 7);
    return { ...this.build(name, shape, `${args}first: ${first}`, fields), first };
  }

  private build(name: string, shape: PageField['shape'], args: string, fields: PageField[]): PageField {
    this.aliases += 1;
    const group = this.random() < 0.15 ? null : this.random() < 0.2 ? 'other' : 'page';
    return { alias: `f${this.aliases}`, name, args, shape, group, fields };
  }

  private pickSome<Item>(makers: (() => Item)[], min: number, max: number): Item[] {
    const order = makers.map((make) => ({ make, at: this.random() })).sort((a, b) => a.at - b.at);
    const count = min + Math.floor(this.random() * (Math.min(max, makers.length) - min + 1));
    return order.slice(0, count).map(({ make }) => make());
  }
}

/** Writes fields of a page as a selection, unique or not. */
export function writeFields(fields: PageField[], { isUnique }: { isUnique: boolean }): string {
  return fields.map((field) => writeField(field, isUnique)).join(' ');
}

function writeField(
  { alias, name, args, shape, first, group, fields }: PageField,
  isUnique: boolean,
): string {
  const isList = first !== undefined;
  const directive = group === null || !isUnique || isList ? '' : ` @unique(group: "${group}")`;
  const argument =
    group === null || !isUnique || !isList ? [] : [`unique: { name: "${alias}", group: "${group}" }`];
  const allArgs = [args, ...argument].filter(Boolean).join(', ');
  const inner = `{ id ${writeFields(fields, { isUnique })} }`;
  const selection =
    { connection: `{ nodes ${inner} }`, entries: `{ article ${inner} }` }[shape as string] ?? inner;
  return `${alias}: ${name}${allArgs && `(${allArgs})`}${directive} ${selection}`;
}

interface Shown {
  id: string;
  [alias: string]: unknown;
}

/** Loads the IDs of a whole list, or of an object, that is not unique. `parentId` is null at the root. */
export type LoadIds = (parentId: string | null, field: PageField) => Promise<string[]>;

/**
 * Predicts a page field by field: each list has the first of its articles that no field of its group showed. A list
 * of an object that is there twice is the same in both places.
 */
export async function predictPage(fields: PageField[], loadIds: LoadIds): Promise<object> {
  const root = { id: '' };
  await predictFields([root], fields, loadIds, new Map());
  const { id: _, ...data } = root;
  return data;
}

async function predictFields(
  parents: Shown[],
  fields: PageField[],
  loadIds: LoadIds,
  takenByGroup: Map<string | null, Set<string>>,
): Promise<void> {
  for (const field of fields) {
    const taken = (field.group !== null && takenByGroup.get(field.group)) || new Set<string>();
    if (field.group !== null) takenByGroup.set(field.group, taken);
    const found: Shown[] = [];
    const known = new Map<string, string[]>();
    for (const parent of parents) {
      const all = await loadIds(parent.id || null, field);
      const isList = field.first !== undefined;
      const ids =
        known.get(parent.id) ?? (isList ? all.filter((id) => !taken.has(id)).slice(0, field.first) : all);
      if (isList && field.group !== null) known.set(parent.id, ids);
      if (field.group !== null) for (const id of ids) taken.add(id);
      const shown = ids.map((id): Shown => ({ id }));
      parent[field.alias] = toShape(field.shape, shown);
      found.push(...shown);
    }
    await predictFields(found, field.fields, loadIds, takenByGroup);
  }
}

function toShape(shape: PageField['shape'], shown: Shown[]): unknown {
  switch (shape) {
    case 'connection':
      return { nodes: shown };
    case 'entries':
      return shown.map((article) => ({ article }));
    case 'object':
      return shown[0] ?? null;
    case 'objects':
      return shown;
  }
}
