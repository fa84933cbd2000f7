import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { createListOption } from '../../../src/shared/text/list-option.js';

function parse(args: string[], defaults?: string[]): unknown {
  const command = new Command().addOption(createListOption('--scope <scopes>', 'scopes', defaults));
  return command.parse(args, { from: 'user' }).opts().scope;
}

test.each([
  ['Values separated by commas are a list', ['--scope', 'write, publish'], ['write', 'publish']],
  [
    'An option that is given twice has the values of both',
    ['--scope', 'write', '--scope', 'publish,preview'],
    ['write', 'publish', 'preview'],
  ],
  ['An option that is left out has no value', [], undefined],
])('%s', (_, args, expected) => {
  expect(parse(args)).toEqual(expected);
});

test('Values that are given replace the default', () => {
  expect(parse([], ['post', 'page'])).toEqual(['post', 'page']);
  expect(parse(['--scope', 'product', '--scope', 'event'], ['post', 'page'])).toEqual(['product', 'event']);
});
