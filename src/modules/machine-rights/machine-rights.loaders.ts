import type { Loaders } from '../../graphql/loaders.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import type { CrawlerClient } from '../../shared/crawlers.js';
import { MachineUse, readStatement } from '../../shared/machine-rights.js';
import { requireValue } from '../../shared/require-value.js';
import type { Article } from '../article/article.type.js';
import type { LiveSite } from '../site/live-site.js';
import type { Site } from '../site/site.type.js';
import {
  MachineRightsSource,
  type ResolvedRights,
  type RightsSignals,
  type SearchRights,
} from './machine-rights.type.js';
import { forbidSearch, isExcluded, type Layer, resolveRights } from './resolve-rights.js';
import { buildSignals, getLicenseUrl, hasStatement } from './rights-signals.js';

type SectionTree = Awaited<ReturnType<Loaders['sections']['getTree']>>;

/** Finds what machines may use pages for. Reads no statement of its own: articles, sections and the site have theirs. */
export class MachineRightsLoaders {
  constructor(
    private readonly loaders: Pick<Loaders, 'sections' | 'site'>,
    private readonly liveSite: LiveSite,
    /** URL below which the license document is. */
    private readonly baseUrl: string,
  ) {}

  /** Returns the rights of an article: its own, those of its primary section and of the ones above it, or the site's. */
  ofArticle({
    sectionId,
    machineRights,
    noindex,
  }: Pick<Article, 'sectionId' | 'machineRights' | 'noindex'>): MaybePromise<ResolvedRights> {
    const statement = readStatement(machineRights);
    const own: Layer[] = statement ? [{ source: MachineRightsSource.ARTICLE, statement }] : [];
    return mapMaybePromise(this.ofSection(sectionId, own), (rights) =>
      noindex ? forbidSearch(rights) : rights,
    );
  }

  /** Returns the rights of the articles in a section that state nothing, or of those in none. `layers` precede it. */
  ofSection(sectionId: number | null, layers: Layer[] = []): MaybePromise<ResolvedRights> {
    if (sectionId === null) return this.ofSite(layers);
    return mapMaybePromise(this.loaders.sections.getTree(), (tree) =>
      this.ofSite([...layers, ...listSectionLayers(tree, sectionId)]),
    );
  }

  /** Returns why a crawler gets nothing with these rights; null if it may read it, and for other clients. */
  explainRefusal(rights: ResolvedRights, client: CrawlerClient | null): string | null {
    if (!client || !isExcluded(rights, client)) return null;
    const { token, purposes } = client.crawler;
    const text = this.getSignals(rights)?.text ?? '';
    return `${token} reads for ${purposes.join(' and ')}, which the publisher does not allow here. ${text}. See ${getLicenseUrl(this.baseUrl)}.`;
  }

  /** Returns the articles that a client may read: all, unless it is a crawler. */
  async filterReadable(articles: readonly Article[], client: CrawlerClient | null): Promise<Article[]> {
    if (!client) return [...articles];
    const rights = await Promise.all(articles.map((article) => this.ofArticle(article)));
    return articles.filter(
      (_, i) => !isExcluded(requireValue(rights[i], 'Each article has rights.'), client),
    );
  }

  /** Loads what search engines may show, for lists of all pages. */
  async loadSearchRights(): Promise<SearchRights> {
    const isForbidden = ({ search }: ResolvedRights) => search.use === MachineUse.FORBIDDEN;
    const all = (await this.loaders.sections.getTree()).listAll();
    const forbidden = await Promise.all(
      all.map(async ({ section: { id } }) => (isForbidden(await this.ofSection(id)) ? [id] : [])),
    );
    const site = await this.ofSite();
    return { isAllowedBySite: !isForbidden(site), forbiddenSections: forbidden.flat() };
  }

  /** Returns how exits say the rights of a text; null if nothing is stated. */
  getSignals(rights: ResolvedRights): RightsSignals | null {
    return hasStatement(rights) ? buildSignals(rights, this.baseUrl) : null;
  }

  /** Returns the rights of pages of the site that state nothing. `layers` precede it. */
  ofSite(layers: Layer[] = []): MaybePromise<ResolvedRights> {
    return mapMaybePromise(this.loaders.site.load(this.liveSite), (site) => resolveOnSite(site, layers));
  }
}

function resolveOnSite({ machineRights, robots }: Site, layers: Layer[]): ResolvedRights {
  const statement = readStatement(machineRights);
  const rights = resolveRights(
    statement ? [...layers, { source: MachineRightsSource.SITE, statement }] : layers,
  );
  return robots.isIndexed ? rights : forbidSearch(rights);
}

function listSectionLayers(tree: SectionTree, sectionId: number): Layer[] {
  return tree
    .getLineage(sectionId)
    .reverse()
    .flatMap((section) => {
      const statement = readStatement(section.machineRights);
      return statement ? [{ source: MachineRightsSource.SECTION, section, statement }] : [];
    });
}
