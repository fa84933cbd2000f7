import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { MAP_OPTION } from '../../../src/cli/map-option.js';

const parse = (args: string[]) =>
  new Command().addOption(MAP_OPTION).parse(args, { from: 'user' }).opts().map;

test('An option --map that is given several times has the pairs of all', () => {
  expect(parse(['--map', 'topics=tags, deck=standfirst', '--map', 'headline=title'])).toEqual({
    topics: 'tags',
    deck: 'standfirst',
    headline: 'title',
  });
  expect(parse([])).toBeUndefined();
});
