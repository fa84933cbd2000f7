import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Concept } from '../../../../src/importers/agency/item.js';
import { applyRules, createDefaultRules, type Rules } from '../../../../src/importers/agency/rules.js';
import { Topics } from '../../../../src/importers/agency/topics/topics.js';

const SPORT = '15000000';
const SOCCER = 'medtop:20001065';

test('The table of media topics is a tree of at most five levels with unique codes', () => {
  const file = new URL('../../../../src/importers/agency/topics/media-topics.json', import.meta.url);
  const rows: [string, string | null, string, string?][] = JSON.parse(readFileSync(file, 'utf8')).topics;
  const parents = new Map(rows.map(([code, broader]) => [code, broader]));
  const getDepth = (code: string | null | undefined): number =>
    typeof code === 'string' ? 1 + getDepth(parents.get(code)) : 0;
  const subjectCodes = rows.flatMap(([, , , subjectCode]) => subjectCode ?? []);
  expect(parents.size).toBe(rows.length);
  expect(new Set(subjectCodes).size).toBe(subjectCodes.length);
  expect(rows.filter(([, broader]) => broader === null)).toHaveLength(17);
  expect(rows.filter(([, broader]) => broader !== null && !parents.has(broader))).toEqual([]);
  expect(rows.filter(([code]) => !/^\d{8}$/.test(code) || getDepth(code) > 5)).toEqual([]);
  expect(rows.filter(([, , name]) => name === '' || name.trim() !== name)).toEqual([]);
});

test.each([
  [SOCCER, 'soccer'],
  ['20001065', 'soccer'],
  ['http://cv.iptc.org/newscodes/mediatopic/20001065', 'soccer'],
  ['subj:15054000', 'soccer'],
  ['http://cv.iptc.org/newscodes/subjectcode/15054000', 'soccer'],
  ['subj:15054001', null],
  ['medtop:20009999', null],
  ['wire:20001065', null],
])('The topic %s has the name %s', (id, name) => {
  expect(new Topics().findName(id, 'de')).toBe(name);
});

test('Topics of a site come before those of IPTC', () => {
  const topics = new Topics();
  topics.add('http://cv.iptc.org/newscodes/mediatopic/20001065', { de: 'Fußball', 'en-GB': 'football' });
  topics.add('medtop:20000822', { de: 'Sportart' });
  expect(topics.findName(SOCCER, 'de-AT')).toBe('Fußball');
  expect(topics.findName(SOCCER, 'fr')).toBe('football');
  expect(topics.findName('subj:15054000', 'de')).toBe('Fußball');
  expect(topics.findName('medtop:20000822', 'fr')).toBe('competition discipline');
});

test('The topics above one are listed from near to far, and a circle in a file ends', () => {
  const topics = new Topics();
  expect(topics.listBroader('medtop:20000842')).toEqual(['20000827', '20000822', SPORT]);
  expect(topics.listBroader('subj:15054001')).toEqual(['20001065', '20000822', SPORT]);
  expect(topics.listBroader('subj:15999001')).toEqual(['15999000', SPORT]);
  expect(topics.listBroader(`medtop:${SPORT}`)).toEqual([]);
  topics.add('wire:ferries', { en: 'ferries' }, ['wire:ships', 'medtop:20000343']);
  topics.add('wire:ships', { en: 'ships' }, ['wire:ferries']);
  expect(topics.listBroader('wire:ferries').slice(0, 3)).toEqual(['wire:ships', '20000343', 'wire:ferries']);
});

const concept = (code: string): Concept => ({ name: '', uri: null, code, rel: '' });

function apply(
  rules: Rules['rules'],
  codes: string[],
  language: string | null = null,
  topics = new Topics(),
) {
  const { sections, tags, publish, skip } = applyRules(
    { ...createDefaultRules(), topics, rules },
    codes.map(concept),
    language,
  );
  return { sections, tags, publish, skip };
}

const NOTHING = { sections: [], tags: [], publish: false, skip: false };

test.each(['medtop:15000000', SPORT, 'subj:15000000', 'http://cv.iptc.org/newscodes/mediatopic/15000000'])(
  'A rule for %s also matches narrower topics',
  (subject) => {
    const rules = [{ subjects: [subject], section: ['Sport'], publish: true }];
    const expected = { ...NOTHING, sections: [['Sport']], publish: true };
    for (const code of ['medtop:20000822', SOCCER, 'subj:15054000', 'subj:15054001', 'subj:15999000'])
      expect(apply(rules, [code])).toEqual(expected);
    expect(apply(rules, ['medtop:20000446', 'wire:15'])).toEqual(NOTHING);
  },
);

test('Rules for the nearest topic count, and those that the language excludes leave the next ones', () => {
  const rules: Rules['rules'] = [
    { subjects: ['medtop:15000000'], section: 'Sport', skip: true },
    { subjects: [SOCCER], section: 'Football', publish: true, languages: ['en'] },
    { subjects: ['medtop:20000822'], tags: ['Discipline'] },
    { tags: ['Wire'] },
  ];
  const football = { sections: ['Football'], tags: ['Wire'], publish: true, skip: false };
  expect(apply(rules, [SOCCER], 'en')).toEqual(football);
  expect(apply(rules, ['subj:15054001'], 'en')).toEqual(football);
  expect(apply(rules, [SOCCER], 'de')).toEqual({ ...NOTHING, tags: ['Discipline', 'Wire'] });
  expect(apply(rules, ['medtop:20001104'], 'en')).toMatchObject({ sections: ['Sport'], skip: true });
  // Each subject of an item has its own nearest rules.
  expect(apply(rules, ['medtop:15000000', SOCCER], 'en')).toMatchObject({
    sections: ['Sport', 'Football'],
    skip: true,
  });
});

test('Rules follow the broader topics of the file of a site', () => {
  const topics = new Topics();
  topics.add('http://wire.example/cv/ferries', {}, ['http://wire.example/cv/ships']);
  topics.add('http://wire.example/cv/ships', {}, ['http://cv.iptc.org/newscodes/mediatopic/20000343']);
  const rules = [{ subjects: ['medtop:20000337'], section: 'Transport' }];
  expect(apply(rules, ['http://wire.example/cv/ferries'], null, topics).sections).toEqual(['Transport']);
});
