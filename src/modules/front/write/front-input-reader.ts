import { randomBytes } from 'node:crypto';
import { MAX_URL_LENGTH } from '../../../fields/field.js';
import type { InputErrorCollector } from '../../../mutations/input-errors.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { describeMissing, findReferencedRow, parseReference } from '../../../shared/references/reference.js';
import { zip } from '../../../shared/zip.js';
import { ArticleOrder } from '../../article/article.type.js';
import type { ArticleFilter } from '../../article/filter/article-filter.js';
import type { ArticleConditionBuilder } from '../../article/filter/article-filter.sql.js';
import { storeFilter } from '../../article/filter/stored-filter.js';
import type { ImageInput } from '../../editing/editing.inputs.js';
import { findImageFile, toImageContent } from '../../editing/image-input.js';
import { findOrCreateImage } from '../../taxonomy/write/find-or-create.js';
import type {
  CardInput,
  CardSettings,
  ContainerInput,
  ContainerRuleInput,
  ContainerSettings,
  FrontSettings,
} from '../front.inputs.js';
import {
  type CardContent,
  type CardImage,
  CardSize,
  type ContainerContent,
  type FrontContent,
  type RuleContent,
} from '../front-content.js';
import { FRONT_LIMITS } from '../front-limits.js';
import { resolveFilter } from './resolve-filter.js';

type Path = string[];

const DEFAULT_SIZE = 6;
const DEFAULT_LAYOUT = 'LIST';

/** Reads the inputs of mutations of fronts, and collects their errors with their paths. */
export class FrontInputReader {
  /** URLs of the pictures that were read, for PictureMeasurer. */
  readonly pictureUrls: string[] = [];
  private readonly articleIds = new Map<string, number | null>();

  constructor(
    private readonly tx: Transaction,
    private readonly errors: InputErrorCollector,
    private readonly conditions: Pick<ArticleConditionBuilder, 'build'>,
  ) {}

  /** Returns the texts of a front that an input sets. */
  readTexts(input: FrontSettings): Partial<FrontContent> {
    const { title, description } = FRONT_LIMITS;
    return {
      ...this.readText(input, 'title', title, []),
      ...this.readText(input, 'description', description, []),
      ...this.readText(input, 'seoTitle', title, []),
      ...this.readText(input, 'seoDescription', description, []),
    };
  }

  async readContainers(inputs: ContainerInput[], path: Path): Promise<ContainerContent[]> {
    if (!this.checkCount(inputs, FRONT_LIMITS.containers, path)) return [];
    // With one statement for all cards.
    await this.loadArticles(inputs.flatMap(({ cards }) => (cards ?? []).flatMap(listReferences)));
    const containers: ContainerContent[] = [];
    for (const [i, input] of inputs.entries())
      containers.push(await this.readContainer(input, [...path, String(i)]));
    return containers;
  }

  async readContainer(
    { id, rule, cards, ...settings }: ContainerInput,
    path: Path,
  ): Promise<ContainerContent> {
    return {
      id: this.readId(id, path),
      title: null,
      href: null,
      layout: DEFAULT_LAYOUT,
      size: DEFAULT_SIZE,
      allowsRepeats: false,
      ...this.readSettings(settings, path),
      rule: await this.readRule(rule ?? null, [...path, 'rule']),
      cards: await this.readCards(cards ?? [], [...path, 'cards']),
    };
  }

  /** Returns the properties of a container that an input sets; null sets the default. */
  readSettings(input: ContainerSettings, path: Path = []): Partial<ContainerContent> {
    const { layout, size, allowsRepeats } = input;
    if (layout != null && !/^[A-Z][A-Z0-9_]*$/.test(layout)) {
      const message =
        'The layout must consist of capital letters, digits and underscores, and begin with a letter, such as LIST.';
      this.errors.add([...path, 'layout'], message);
    }
    this.errors.checkLength([...path, 'layout'], layout, FRONT_LIMITS.layout);
    if (size != null) this.errors.checkRange([...path, 'size'], size, { min: 1, max: FRONT_LIMITS.cards });
    return {
      ...this.readText(input, 'title', FRONT_LIMITS.title, path),
      ...this.readHref(input, path),
      ...(layout !== undefined && { layout: layout ?? DEFAULT_LAYOUT }),
      ...(size !== undefined && { size: size ?? DEFAULT_SIZE }),
      ...(allowsRepeats !== undefined && { allowsRepeats: allowsRepeats ?? false }),
    };
  }

  async readRule(input: ContainerRuleInput | null, path: Path): Promise<RuleContent | null> {
    if (input?.articles) {
      const { filter, orderBy } = input.articles;
      const place = [...path, 'articles'];
      if (orderBy === ArticleOrder.SCHEDULED || orderBy === ArticleOrder.LAST_EDITED)
        this.errors.add([...place, 'orderBy'], 'A rule cannot have an order that needs a scope.');
      return { by: 'ARTICLES', filter: await this.readFilter(filter, [...place, 'filter']), orderBy };
    }
    if (input?.popular) {
      const { filter, window } = input.popular;
      return { by: 'POPULAR', filter: await this.readFilter(filter, [...path, 'popular', 'filter']), window };
    }
    if (input?.relatedTo == null) return null;
    const [articleId] = await this.findArticles([input.relatedTo], () => [...path, 'relatedTo']);
    return articleId === undefined ? null : { by: 'RELATED', articleId };
  }

  private async readFilter(filter: ArticleFilter | null | undefined, path: Path) {
    const resolved = await resolveFilter(this.tx, filter, this.conditions, this.errors, path);
    return resolved && (storeFilter(resolved) as RuleFilter);
  }

  async readCards(inputs: CardInput[], path: Path): Promise<CardContent[]> {
    if (!this.checkCount(inputs, FRONT_LIMITS.cards, path)) return [];
    const cards: CardContent[] = [];
    for (const [i, input] of inputs.entries())
      cards.push(...(await this.readCard(input, [...path, String(i)])));
    return cards;
  }

  /** Returns the card; none if its article does not exist. */
  async readCard({ id, article, ...settings }: CardInput, path: Path): Promise<CardContent[]> {
    const articleIds = await this.findArticles([article], () => [...path, 'article']);
    const read = await this.readCardSettings(settings, path);
    return articleIds.map((articleId) => ({
      id: this.readId(id, path),
      articleId,
      headline: null,
      kicker: null,
      standfirst: null,
      image: null,
      size: CardSize.MEDIUM,
      sublinkIds: [],
      ...read,
    }));
  }

  /** Returns the properties of a card that an input sets; null sets the default. */
  async readCardSettings(input: CardSettings, path: Path = []): Promise<Partial<CardContent>> {
    const { image, size, sublinks } = input;
    const { headline, kicker, standfirst } = FRONT_LIMITS;
    return {
      ...this.readText(input, 'headline', headline, path),
      ...this.readText(input, 'kicker', kicker, path),
      ...this.readText(input, 'standfirst', standfirst, path),
      ...(image !== undefined && { image: image && (await this.readImage(image, [...path, 'image'])) }),
      ...(size !== undefined && { size: size ?? CardSize.MEDIUM }),
      ...(sublinks !== undefined && {
        sublinkIds: await this.readSublinks(sublinks ?? [], [...path, 'sublinks']),
      }),
    };
  }

  private async readSublinks(references: string[], path: Path): Promise<number[]> {
    if (!this.checkCount(references, FRONT_LIMITS.sublinks, path)) return [];
    return this.findArticles(references, (i) => [...path, String(i)]);
  }

  private async readImage(image: ImageInput, path: Path): Promise<CardImage | null> {
    const { length } = this.errors.errors;
    this.errors.checkImage(image, path);
    const ofFile = await findImageFile(this.tx, image, this.errors, path);
    if (this.errors.errors.length > length) return null;
    const content = toImageContent(image, ofFile);
    this.pictureUrls.push(content.url);
    return { $type: 'image', id: await findOrCreateImage(this.tx, content) };
  }

  /** Returns the IDs of articles, published or not, and collects an error for each that does not exist. */
  private async findArticles(references: string[], getPath: (index: number) => Path): Promise<number[]> {
    await this.loadArticles(references);
    return references.flatMap((reference, i) => {
      const id = this.articleIds.get(reference) ?? null;
      if (id !== null) return id;
      const message = describeMissing('article', reference);
      this.errors.add(getPath(i), message, UserErrorCode.NOT_FOUND);
      return [];
    });
  }

  /** Loads the IDs of articles by their ID or slug; null for one that does not exist. */
  private async loadArticles(references: string[]): Promise<void> {
    const unknown = references.filter((each) => !this.articleIds.has(each));
    if (unknown.length === 0) return;
    const parsed = unknown.map((each) => parseReference('Article', each));
    const ids = parsed.flatMap((each) => (each && 'id' in each ? each.id : []));
    const slugs = parsed.flatMap((each) => (each && 'slug' in each ? each.slug : []));
    const rows = await this.tx.draft.findMany({
      where: { OR: [{ id: { in: ids } }, { slug: { in: slugs } }] },
      select: { id: true, slug: true },
    });
    for (const [reference, key] of zip(unknown, parsed))
      this.articleIds.set(reference, findReferencedRow(rows, key)?.id ?? null);
  }

  private readText<Name extends string>(
    input: { [Key in Name]?: string | null },
    name: Name,
    maxLength: number,
    path: Path,
  ): { [Key in Name]?: string | null } {
    const text = input[name];
    if (text === undefined) return {};
    const trimmed = text?.trim() || null;
    this.errors.checkLength([...path, name], trimmed, maxLength);
    return { [name]: trimmed } as { [Key in Name]: string | null };
  }

  private readHref({ href }: ContainerSettings, path: Path): { href?: string | null } {
    if (href === undefined) return {};
    const url = href?.trim() || null;
    this.errors.checkLength([...path, 'href'], url, MAX_URL_LENGTH);
    if (url !== null && !isLink(url)) {
      const message = 'The value must be a path of the site such as /world, or an http or https URL.';
      this.errors.add([...path, 'href'], message);
    }
    return { href: url };
  }

  private readId(given: string | null | undefined, path: Path): string {
    if (given == null) return randomBytes(9).toString('base64url');
    // Without the number of a front, so that the containers of one can be copied to another.
    const id = given.replace(/^\d+\./, '');
    this.errors.checkLength([...path, 'id'], id, FRONT_LIMITS.id);
    if (!/^[A-Za-z0-9_-]+$/.test(id))
      this.errors.add([...path, 'id'], 'The ID must consist of letters, digits, hyphens and underscores.');
    return id;
  }

  /** Collects an error for too many entries, which are not read then. Returns false for them. */
  private checkCount(entries: readonly unknown[], max: number, path: Path): boolean {
    if (entries.length <= max) return true;
    const message = `There must be at most ${max} entries, not ${entries.length}.`;
    this.errors.add(path, message, UserErrorCode.TOO_LONG);
    return false;
  }
}

type RuleFilter = Extract<RuleContent, { filter: unknown }>['filter'];

function listReferences({ article, sublinks }: CardInput): string[] {
  return [article, ...(sublinks ?? [])];
}

function isLink(url: string): boolean {
  if (url.startsWith('/')) return !/^\/[/\\]/.test(url) && URL.canParse(url, 'https://site.invalid');
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}
