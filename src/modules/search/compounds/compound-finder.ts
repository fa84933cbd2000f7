import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { requireValue } from '../../../shared/require-value.js';
import { zip } from '../../../shared/zip.js';
import { COMPOUND_RULES } from './compound-parts.js';
import { isPart, listBases, listEvidence, listForms, listRests, listSplits } from './split-compound.js';

const { sql } = Prisma;

/** Letters of the shortest word that is looked for in compounds, and of the shortest that is split. */
const MIN_WORD_LENGTH = 4;
const MIN_COMPOUND_LENGTH = 7;
/** Number of words that are looked for in compounds. */
const MAX_WORDS = 8;
/** Number of words that contain a stem which are compared, and number of those that are searched for. */
const MAX_COMPARED = 1_000;
const MAX_COMPOUNDS = 50;

/** A word of a query, in lower case without accents, and its stem in a language that compounds words. */
export interface CompoundWord {
  word: string;
  plain: string;
  /** Name of the stemmer. */
  stemmer: string;
  stem: string;
}

/** Further search terms for a word in addition to its stem. */
export interface CompoundMatches extends CompoundWord {
  /** Stems of compounds that have it as a part. */
  compounds: string[];
  /** Stems of the word's parts; an article must have both. */
  splits: [string, string][];
}

interface Candidates {
  compounds: { word: string; stem: string }[];
}

/** Returns true if a language compounds words. */
export function hasCompounds(stemmer: string): boolean {
  return stemmer in COMPOUND_RULES;
}

/** Writes the further search terms of a word as parts of a tsquery. */
export function writeCompounds({ compounds, splits }: CompoundMatches): string[] {
  return [
    ...compounds.map((stem) => `'${stem}'`),
    ...splits.map(([first, last]) => `( '${first}' & '${last}' )`),
  ];
}

/** Finds the compounds of the archive that have a word as a part, and the parts of a word that is a compound. */
export class CompoundFinder {
  constructor(private readonly reader: ReadClient) {}

  async find(words: CompoundWord[]): Promise<CompoundMatches[]> {
    const wanted = words.filter(({ plain }) => plain.length >= MIN_WORD_LENGTH).slice(0, MAX_WORDS);
    if (wanted.length === 0) return [];
    const searches = wanted.map((word) => {
      const rules = requireValue(COMPOUND_RULES[word.stemmer], `${word.stemmer} has no rules of compounds.`);
      return {
        word,
        rules,
        bases: listBases(word.plain, word.stem, rules),
        splits: word.plain.length < MIN_COMPOUND_LENGTH ? [] : listSplits(word.plain, rules),
      };
    });
    const candidates = await this.findCandidates(
      wanted,
      searches.map(({ bases }) => bases),
    );
    const compared = zip(searches, candidates).map(([search, { compounds }]) => ({
      ...search,
      rests: compounds.map(({ word, stem }) => ({
        stem,
        rests: listRests(word, search.bases, search.rules),
      })),
    }));
    const evidence = compared.flatMap(({ rests, splits, rules }) =>
      [...rests.flatMap((each) => each.rests.flat()), ...splits.flat()].flatMap((part) =>
        listEvidence(part, rules),
      ),
    );
    const known = await this.findWords([...new Set(evidence)], wanted);
    return compared.map(({ word, rules, rests, splits }) => {
      const isRest = (parts: string[]) =>
        parts.every((part) => isPart(part, rules, (form) => known.has(form)));
      const compounds = rests
        .filter((each) => each.rests.some(isRest))
        .map(({ stem }) => stem)
        .filter((stem) => stem !== word.stem);
      const toStem = (part: string) =>
        listForms(part, rules)
          .map((form) => known.get(form)?.get(word.stemmer))
          .find((stem) => stem !== undefined);
      const found = splits.flatMap(([first, last]): [string, string][] => {
        const stems = [toStem(first), toStem(last)];
        return stems[0] && stems[1] ? [[stems[0], stems[1]]] : [];
      });
      return {
        ...word,
        compounds: [...new Set(compounds)]
          .sort((one, other) => one.length - other.length)
          .slice(0, MAX_COMPOUNDS),
        splits: found,
      };
    });
  }

  /** Finds the published words that contain one of the bases of a word, by their trigrams. */
  private findCandidates(words: CompoundWord[], bases: string[][]): Promise<Candidates[]> {
    const patterns = bases.map((each) => {
      // The shortest base of a word is part of its others.
      const [shortest = ''] = each.toSorted((one, other) => one.length - other.length);
      return each.filter((base) => base === shortest || !base.startsWith(shortest));
    });
    return this.reader.query<Candidates>(
      sql`
      SELECT coalesce((
        SELECT json_agg(json_build_object('word', s.word, 'stem', (ts_lexize((w.stemmer || '_stem')::regdictionary, public.reduce_words(w.stemmer, s.word)))[1]))
        FROM (
          SELECT word FROM public.search_word
          WHERE word LIKE ANY(ARRAY(SELECT '%' || base || '%' FROM unnest(string_to_array(w.bases, ' ')) AS base))
            AND length(word) > length(w.plain)
          LIMIT ${MAX_COMPARED}::int
        ) s
      ), '[]') AS compounds
      FROM unnest(${words.map(({ plain }) => plain)}::text[], ${words.map(({ stemmer }) => stemmer)}::text[], ${patterns.map((each) => each.join(' '))}::text[])
        WITH ORDINALITY AS w(plain, stemmer, bases, nth) ORDER BY w.nth`,
      [cacheTags.search],
    );
  }

  /** Returns the published ones of the words, with their stems by stemmer. */
  private async findWords(
    words: string[],
    wanted: CompoundWord[],
  ): Promise<Map<string, Map<string, string>>> {
    const stemmers = [...new Set(wanted.map(({ stemmer }) => stemmer))];
    const rows = await this.reader.query<{ word: string; stemmer: string; stem: string | null }>(
      sql`
      SELECT s.word, l.stemmer, (ts_lexize((l.stemmer || '_stem')::regdictionary, public.reduce_words(l.stemmer, s.word)))[1] AS stem
      FROM public.search_word s CROSS JOIN unnest(${stemmers}::text[]) AS l(stemmer) WHERE s.word = ANY(${words}::text[])`,
      [cacheTags.search],
    );
    const known = new Map<string, Map<string, string>>();
    for (const { word, stemmer, stem } of rows) {
      const stems = known.get(word) ?? new Map<string, string>();
      known.set(word, stem === null ? stems : stems.set(stemmer, stem));
    }
    return known;
  }
}
