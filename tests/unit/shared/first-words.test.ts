import { expect, test } from '@jest/globals';
import { truncateText, truncateWords } from '../../../src/shared/text/first-words.js';

test('truncateWords returns the first words on one line, with an ellipsis if there are more', () => {
  expect(truncateWords(' One\n two ', 2)).toBe('One two');
  expect(truncateWords('One, two, three', 2)).toBe('One, two …');
});

test('truncateText cuts at the end of a word, and never exceeds the maximum', () => {
  expect(truncateText(' The  ferry\nsails. ', 16)).toBe('The ferry sails.');
  expect(truncateText('The ferry, again, sails', 13)).toBe('The ferry …');
  expect(truncateText('The ferry sails', 11)).toBe('The ferry …');
  expect(truncateText('The ferry sails', 10)).toBe('The …');
});

test('truncateText cuts a text without spaces between two characters', () => {
  expect(truncateText('渡し船が出る', 5)).toBe('渡し船 …');
  expect(truncateText('🦑🦑🦑', 5)).toBe('🦑 …');
});
