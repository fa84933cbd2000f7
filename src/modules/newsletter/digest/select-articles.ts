import { type Candidate, DigestReason, type SelectedArticle } from './digest-candidate.js';

/** Maximum number of most-read articles in a digest, and of articles in total. */
const MAX_MOST_READ = 5;
const MAX_ARTICLES = 12;
const MAX_OF_SERIES = 2;
/** Views that one of the most read must have, as a share of the most read candidate's. */
const MIN_READ_SHARE = 0.1;
/** Number of sections from which on none may have more than its share. */
const SHARING_SECTIONS = 3;
/** Weight of relevance against similarity to the selected articles. */
const RELEVANCE_WEIGHT = 0.7;

/**
 * Similarity from which two articles of about the same time that are not of one series tell the same story, of which a
 * digest has one. Six reports of a match have 0.31 to 0.66, those of other matches of the day at most 0.21.
 */
const SAME_STORY = 0.3;
const SAME_TIME_MS = 48 * 3_600_000;

/** SimilarityFunction of two articles by ID: 0 to 1. */
export type SimilarityFunction = (a: number, b: number) => number;

/**
 * Selects the articles of a digest: up to 5 of the most read, one of each further section, and the most
 * relevant new ones, 12 in all.
 *
 * Each is the candidate with the highest maximal marginal relevance (Carbonell and Goldstein, 1998) from a
 * section and series below its maximum. Sections share 12 places by at most three.
 */
export function selectArticles(
  candidates: readonly Candidate[],
  similarity: SimilarityFunction,
): SelectedArticle[] {
  const sections = new Set(candidates.map(({ sectionId }) => sectionId)).size;
  const share = (places: number) => Math.ceil(places / Math.min(sections, SHARING_SECTIONS));
  const selection = new Selection(candidates.length, similarity);

  const most = Math.max(...candidates.map(({ views }) => views));
  const read = candidates.filter(({ views }) => views > 0 && views >= MIN_READ_SHARE * most);
  const readership = createReadership(most);
  const isMostRead = { size: MAX_MOST_READ, sectionShare: share(MAX_MOST_READ) };
  selection.fill(read, readership, isMostRead, DigestReason.MOST_READ);
  selection.sort((a, b) => b.views - a.views || b.id - a.id);

  const fresh = candidates.filter(({ isNew }) => isNew);
  const relevance = createFreshness(fresh, readership);
  const limits = { size: MAX_ARTICLES, sectionShare: share(MAX_ARTICLES) };
  const mostRead = selection.articles.length;
  selection.fill(fresh, relevance, { ...limits, sectionShare: 1 }, DigestReason.SECTION);
  selection.fill(fresh, relevance, limits, DigestReason.NEW);
  selection.sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime() || b.id - a.id, mostRead);
  return selection.articles.map(({ candidate, reason }) => ({
    articleId: candidate.id,
    isMostRead: reason === DigestReason.MOST_READ,
    reason,
    views: candidate.views,
  }));
}

type Relevance = (candidate: Candidate) => number;

interface Limits {
  /** Number of articles of the digest so far at which to stop. */
  size: number;
  /** Maximum number of articles of a section in the digest so far. */
  sectionShare: number;
}

/** Articles selected so far. */
class Selection {
  readonly articles: { candidate: Candidate; reason: DigestReason }[] = [];
  /** Highest similarity of each candidate to a selected article, by ID. */
  private readonly closeness = new Map<number, number>();

  constructor(
    private readonly total: number,
    private readonly similarity: SimilarityFunction,
  ) {}

  /** Adds the best candidates one by one until a limit is reached. */
  fill(candidates: readonly Candidate[], relevance: Relevance, limits: Limits, reason: DigestReason): void {
    for (let i = 0; i < this.total && this.articles.length < limits.size; i++) {
      const left = candidates.filter((candidate) => this.isWithinLimits(candidate, limits));
      const marginal = (candidate: Candidate) =>
        RELEVANCE_WEIGHT * relevance(candidate) -
        (1 - RELEVANCE_WEIGHT) * (this.closeness.get(candidate.id) ?? 0);
      const best = left.reduce<Candidate | null>(
        (found, each) => (found === null || marginal(each) > marginal(found) ? each : found),
        null,
      );
      if (!best) return;
      this.add(best, reason, candidates);
    }
  }

  /** Sorts the articles from a position on. */
  sort(compare: (a: Candidate, b: Candidate) => number, from = 0): void {
    const sorted = this.articles.splice(from).sort((a, b) => compare(a.candidate, b.candidate));
    this.articles.push(...sorted);
  }

  private isWithinLimits(candidate: Candidate, { sectionShare }: Limits): boolean {
    const { id, sectionId, series } = candidate;
    const others = this.articles.map(({ candidate }) => candidate);
    return (
      others.every((other) => other.id !== id && !this.isSameStory(other, candidate)) &&
      others.filter((other) => other.sectionId === sectionId).length < sectionShare &&
      (series === null || others.filter((other) => other.series === series).length < MAX_OF_SERIES)
    );
  }

  private isSameStory(one: Candidate, other: Candidate): boolean {
    const isSeries = one.series !== null && one.series === other.series;
    const distanceMs = Math.abs(one.publishedAt.getTime() - other.publishedAt.getTime());
    return !isSeries && distanceMs < SAME_TIME_MS && this.similarity(one.id, other.id) >= SAME_STORY;
  }

  private add(candidate: Candidate, reason: DigestReason, candidates: readonly Candidate[]): void {
    this.articles.push({ candidate, reason });
    for (const { id } of candidates) {
      const closeness = Math.max(this.closeness.get(id) ?? 0, this.similarity(candidate.id, id));
      this.closeness.set(id, closeness);
    }
  }
}

/** Relevance by views on a logarithmic scale: 1 for the most read candidate. */
function createReadership(most: number): Relevance {
  return ({ views }) => (most > 0 ? Math.log1p(views) / Math.log1p(most) : 0);
}

/** Relevance by order of publication and, as much, by views. Candidates are newest first. */
function createFreshness(fresh: readonly Candidate[], readership: Relevance): Relevance {
  const positions = new Map(fresh.map(({ id }, position) => [id, position]));
  return (candidate) => (1 - (positions.get(candidate.id) ?? 0) / fresh.length + readership(candidate)) / 2;
}
