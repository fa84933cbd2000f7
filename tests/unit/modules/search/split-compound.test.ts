import { describe, expect, test } from '@jest/globals';
import { COMPOUND_RULES } from '../../../../src/modules/search/compounds/compound-parts.js';
import {
  isPart,
  listBases,
  listRests,
  listSplits,
} from '../../../../src/modules/search/compounds/split-compound.js';

/** Returns true if a word is a compound that has the other as a part; `archive` has further words. */
function isFoundBy(stemmer: string, word: string, [part, stem]: [string, string], archive: string[] = []) {
  const rules = COMPOUND_RULES[stemmer]!;
  const isKnown = (form: string) => archive.includes(form);
  return listRests(word, listBases(part, stem, rules), rules).some((rests) =>
    rests.every((rest) => isPart(rest, rules, isKnown)),
  );
}

describe('Compounds', () => {
  test.each<[stemmer: string, word: string, part: [word: string, stem: string]]>([
    ['german', 'hangebrucke', ['brucke', 'bruck']],
    ['german', 'hangebrucken', ['brucken', 'bruck']],
    ['german', 'bruckengelander', ['brucke', 'bruck']],
    ['german', 'krankenversicherung', ['versicherungen', 'versicher']],
    ['german', 'krankenversicherungskarte', ['versicherung', 'versicher']],
    ['german', 'rathaus', ['haus', 'haus']],
    ['german', 'kombinationsschlussel', ['schlussel', 'schlussel']],
    ['dutch', 'gemeenteraad', ['raad', 'rad']],
    ['dutch', 'zorgverzekering', ['verzekering', 'verzeker']],
    ['swedish', 'arbetsmarknaden', ['marknad', 'marknad']],
    ['danish', 'faergestrejken', ['strejke', 'strejk']],
    ['norwegian', 'fergestreiken', ['streik', 'streik']],
  ])('of %s: %s is found by a part', (stemmer, word, part) => {
    const archive = word.startsWith('bruckengel') ? ['gelander'] : [];
    expect(isFoundBy(stemmer, word, part, archive)).toBe(true);
  });

  test.each<[stemmer: string, word: string, part: [word: string, stem: string]]>([
    ['german', 'politisch', ['tisch', 'tisch']],
    ['german', 'talente', ['ente', 'ent']],
    ['german', 'sozialisten', ['liste', 'list']],
    ['german', 'koordination', ['nation', 'nation']],
    ['german', 'gestern', ['stern', 'stern']],
    ['german', 'widerstand', ['stand', 'stand']],
    ['german', 'verstand', ['stand', 'stand']],
    ['dutch', 'vergeten', ['eten', 'eten']],
    ['swedish', 'fabrik', ['brik', 'brik']],
  ])('of %s: %s is a false friend', (stemmer, word, part) => {
    expect(isFoundBy(stemmer, word, part)).toBe(false);
  });

  test('the rest of a compound may be a word of the archive', () => {
    expect(isFoundBy('german', 'zeppelinhafen', ['hafen', 'hafen'])).toBe(false);
    expect(isFoundBy('german', 'zeppelinhafen', ['hafen', 'hafen'], ['zeppelin'])).toBe(true);
  });

  test('a word is split where both parts have a vowel and three letters', () => {
    expect(listSplits('rathaus', COMPOUND_RULES.german!)).toEqual([['rat', 'haus']]);
  });
});
