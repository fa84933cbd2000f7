import type { ReadClient } from '../../database/read/read-client.js';
import type { JoinedRows } from '../../database/read/table-rows.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { requireValue } from '../../shared/require-value.js';
import type { PlannedCriteria, SearchCriteria } from './query/criteria.js';
import { type QueryPlan, QueryPlanner, restoreStatistics } from './query/query-plan.js';
import type { QueryTerm } from './query/query-terms.js';
import {
  countEnough,
  ENOUGH,
  isLong,
  type RelaxationLimits,
  relax,
  type WordChoice,
} from './query/relaxation.js';
import { SearchMode } from './query/search-mode.js';
import { RelevanceFeedback } from './ranking/feedback.js';
import { type Hit, HitReader } from './ranking/hits.js';
import { type FoundRelaxation, SearchOrder } from './search.type.js';
import { createCursorError, type RankedSpan, type SearchCursor, UNBOUNDED_SPAN } from './search-cursor.js';
import { type CorrectedQuery, SpellingCorrector } from './suggest/spelling.js';

interface SearchRequest {
  /** The normalized query. */
  words: string;
  mode: SearchMode;
  orderBy: SearchOrder;
  /** Half-life of recency in days; 0 for none. */
  halfLifeDays: number;
  /** True if of near copies only the best is a hit of its own. */
  foldsCopies: boolean;
  /** Number of hits to load. */
  limit: number;
  after: SearchCursor | null;
  /** Articles to load along with the hits; null for none. */
  articles: JoinedRows | null;
}

/** A hit with the parts of its cursor. */
export interface FoundHit extends Hit {
  /** False for a hit with some of the words. */
  hasAllWords: boolean;
  place: Omit<SearchCursor, 'id' | 'score' | 'at'>;
}

interface SearchResult {
  /** Criteria of the hits that are counted: those with all words, or if none has them, those with some. */
  foundBy: SearchCriteria;
  hits: FoundHit[];
  /** Loads the spelling to suggest, which most results do not show. */
  suggestSpelling: () => MaybePromise<string | null>;
  relaxed: FoundRelaxation | null;
}

const suggestNone = () => null;

/**
 * Searches in PostgreSQL: for all words, or for those of a spelling that is all but certain, and for the rarest of them
 * if few articles have all.
 */
export class PostgresSearch {
  readonly hits: HitReader;
  private readonly planner: QueryPlanner;
  private readonly spelling: SpellingCorrector;
  private readonly feedback: RelevanceFeedback;

  constructor(reader: ReadClient) {
    this.hits = new HitReader(reader);
    this.planner = new QueryPlanner(reader);
    this.spelling = new SpellingCorrector(reader);
    this.feedback = new RelevanceFeedback(reader);
  }

  /** Returns a page of hits. Throws BadUserInputError for a cursor of another query. */
  async find(criteria: Pick<SearchCriteria, 'condition' | 'matchingRows'>, request: SearchRequest) {
    const { words, mode, halfLifeDays, foldsCopies, after } = request;
    const plan = await this.planner.plan(after?.words ?? words, mode);
    const own = { ...criteria, halfLifeDays, foldsCopies, plan, words: after?.words ?? words };
    if (after) return this.continue(own, request, after);
    const exact = await this.findPage(own, request, null);
    if (mode === SearchMode.VERBATIM || exact.hits.length >= countEnough(plan)) return exact;
    let correcting: Promise<CorrectedQuery | null> | undefined;
    const correct = () => {
      correcting ??= this.spelling.correct(plan);
      return correcting;
    };
    const found = await this.findMore(exact, own, request, correct);
    return { ...(found ?? exact), suggestSpelling: async () => (await correct())?.words ?? null };
  }

  /** Finds what few hits with all words are replaced or added to by; null if there is nothing. */
  private async findMore(
    exact: SearchResult,
    criteria: PlannedCriteria,
    request: SearchRequest,
    correct: () => Promise<CorrectedQuery | null>,
  ): Promise<SearchResult | null> {
    // A long question finds as much without the word.
    const correction = exact.hits.length === 0 && !isLong(criteria.plan) ? await correct() : null;
    const corrected =
      correction?.isCertain && (await this.findCorrected(criteria, request, correction.words));
    if (corrected) return corrected;
    if (request.mode !== SearchMode.RELAXED) return null;
    const likely = correction?.likelyWords;
    return (
      (likely && (await this.findRelaxedWith(likely, exact, criteria, request))) ||
      (await this.findRelaxedAfter(exact, criteria, request))
    );
  }

  /** Returns the first page of a corrected query, which is relaxed as any other; null if it finds nothing. */
  private async findCorrected(
    criteria: PlannedCriteria,
    request: SearchRequest,
    words: string,
  ): Promise<SearchResult | null> {
    const corrected = { ...criteria, words, plan: await this.planner.plan(words, request.mode) };
    const exact = await this.findPage(corrected, request, null);
    const isEnough = exact.hits.length >= countEnough(corrected.plan) || request.mode !== SearchMode.RELAXED;
    const found = (isEnough ? null : await this.findRelaxedAfter(exact, corrected, request)) ?? exact;
    return found.hits.length > 0 ? found : null;
  }

  /** Finds articles with some of the words, in which likely corrections stand for words that no article has. */
  private async findRelaxedWith(
    words: string,
    exact: SearchResult,
    criteria: PlannedCriteria,
    request: SearchRequest,
  ): Promise<SearchResult | null> {
    const plan = await this.planner.plan(words, request.mode);
    const found = await this.findRelaxedAfter(exact, { ...criteria, words, plan }, request);
    if (!found?.relaxed) return found;
    const isLeftOut = ({ word }: QueryTerm) => plan.terms.every((term) => term.word !== word);
    const unknown = criteria.plan.terms.filter(isLeftOut).map(({ word }) => word);
    return { ...found, relaxed: { ...found.relaxed, dropped: [...found.relaxed.dropped, ...unknown] } };
  }

  /** Adds the articles with some of the words to those with all of them; null if there are no more. */
  private findRelaxedAfter(exact: SearchResult, criteria: PlannedCriteria, request: SearchRequest) {
    return this.findRelaxed(exact, criteria, request, { hits: exact.hits.length, withPhrases: false });
  }

  private async findRelaxed(
    exact: SearchResult,
    criteria: PlannedCriteria,
    request: SearchRequest,
    limits: RelaxationLimits,
  ): Promise<SearchResult | null> {
    const relaxation = relax(criteria.plan, limits);
    const limit = relaxation?.isMixed ? request.limit : Math.max(request.limit - exact.hits.length, ENOUGH);
    const relaxedRequest = { ...request, limit };
    const found = relaxation && (await this.findPage({ ...criteria, relaxation }, relaxedRequest, null));
    const first = found?.hits[0];
    const hasPhrases = criteria.plan.match.languages.some(({ required, excluded }) => required !== excluded);
    const isTooLittle = isLong(criteria.plan) && (found?.hits ?? []).length < ENOUGH;
    if (isTooLittle && limits.hits === 0 && hasPhrases && !limits.withPhrases) {
      return this.findRelaxed(exact, criteria, request, { ...limits, withPhrases: true });
    }
    if (!relaxation || !first) return null;
    const { matched, dropped, minimum } = relaxation;
    const ranked = await this.rankAnew(found, { ...criteria, relaxation }, relaxedRequest);
    return {
      ...(relaxation.isMixed ? { ...ranked, foundBy: exact.foundBy } : joinGroups(exact, ranked, limits)),
      relaxed: {
        matched,
        dropped,
        minimumMatched: Math.min(minimum, first.mostMatched ?? minimum),
        foundBy: found.foundBy,
      },
    };
  }

  /** Ranks the hits of a question by the stems that the best of them share, too. */
  private async rankAnew(
    found: SearchResult,
    criteria: PlannedCriteria & { relaxation: WordChoice },
    request: SearchRequest,
  ): Promise<SearchResult> {
    const { plan, relaxation } = criteria;
    // With all words in an article, the question is likely to be for it.
    if (request.orderBy !== SearchOrder.RELEVANCE || relaxation.limits.hits > 0) return found;
    const feedback = await this.feedback.find(plan, relaxation, found.hits);
    return feedback.length > 0 ? this.findPage({ ...criteria, feedback }, request, null) : found;
  }

  private async continue(
    criteria: PlannedCriteria,
    request: SearchRequest,
    after: SearchCursor,
  ): Promise<SearchResult> {
    const plan = restoreStatistics(criteria.plan, after.statistics);
    const relaxation = plan && after.relaxed ? relax(plan, after.relaxed) : null;
    if (!plan || (after.relaxed && !relaxation)) throw createCursorError();
    const exact = { ...criteria, plan };
    const relaxed = { ...exact, relaxation, feedback: after.feedback };
    if (!after.relaxed) return this.findPage(exact, request, after);
    const foundBy = after.relaxed.hits === 0 ? relaxed : exact;
    if (!after.hasAllWords) return { ...(await this.findPage(relaxed, request, after)), foundBy };
    const page = await this.findPage(exact, request, after);
    const limit = request.limit - page.hits.length;
    const others = limit > 0 ? await this.findPage(relaxed, { ...request, limit }, null) : null;
    return joinGroups(page, others, after.relaxed);
  }

  private async findPage(
    foundBy: PlannedCriteria,
    request: SearchRequest,
    after: SearchCursor | null,
  ): Promise<SearchResult> {
    const { orderBy, words } = request;
    // Enough to see if there are too few.
    const isFirst = !after && !foundBy.relaxation;
    const limit = isFirst ? Math.max(request.limit, countEnough(foundBy.plan)) : request.limit;
    const { hits, span } = !foundBy.plan.isSearchable
      ? { hits: [], span: UNBOUNDED_SPAN }
      : orderBy === SearchOrder.RELEVANCE
        ? await this.findBest(foundBy, limit, after, request.articles)
        : { hits: await this.findByDate(foundBy, orderBy, limit, after), span: UNBOUNDED_SPAN };
    const hasAllWords = !foundBy.relaxation;
    const place = {
      ...span,
      words: foundBy.words === words ? null : foundBy.words,
      relaxed: foundBy.relaxation?.limits ?? null,
      hasAllWords,
      feedback: foundBy.feedback ?? [],
      statistics: getStatistics(foundBy.plan),
    };
    const [first] = hits;
    // No hit on the first page is no hit at all.
    const total = after ? null : first ? first.total : 0;
    return {
      foundBy: { ...foundBy, total },
      hits: hits.map((hit) => ({ ...hit, hasAllWords: hit.hasAllWords ?? true, place })),
      suggestSpelling: suggestNone,
      relaxed: null,
    };
  }

  private async findBest(
    foundBy: PlannedCriteria,
    limit: number,
    after: SearchCursor | null,
    articles: JoinedRows | null,
  ) {
    const ranked = after?.at ? [] : await this.hits.findRanked(foundBy, limit, after, articles);
    const { recentSince, typedSince, titledSince, closeSince } = after ?? ranked[0] ?? UNBOUNDED_SPAN;
    const span: RankedSpan = { recentSince, typedSince, titledSince, closeSince };
    const missing = limit - ranked.length;
    const others = missing > 0 ? await this.hits.findUnranked(foundBy, span, missing, after) : [];
    return { hits: [...ranked, ...others], span };
  }

  private findByDate(
    foundBy: PlannedCriteria,
    orderBy: SearchOrder,
    limit: number,
    after: SearchCursor | null,
  ): Promise<Hit[]> {
    const position = after && { at: requireValue(after.at, 'A cursor by date has a date.'), id: after.id };
    return orderBy === SearchOrder.NEWEST
      ? this.hits.findNewest(foundBy, limit, position)
      : this.hits.findOldest(foundBy, limit, position);
  }
}

function getStatistics({ size, length, newestAt, terms }: QueryPlan): SearchCursor['statistics'] {
  return { size, length, newestAt, articles: terms.map(({ articles }) => articles) };
}

/** Appends the hits of a relaxed search to those with all words. */
function joinGroups(
  exact: SearchResult,
  others: SearchResult | null,
  relaxed: RelaxationLimits,
): SearchResult {
  // Later pages go on with the others.
  const hits = exact.hits.map((hit) => ({ ...hit, place: { ...hit.place, relaxed } }));
  const foundBy = relaxed.hits === 0 && others ? others.foundBy : exact.foundBy;
  return { ...exact, foundBy, hits: [...hits, ...(others?.hits ?? [])] };
}
