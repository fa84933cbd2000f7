import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Tests of whole processes that take a minute and more, the longest first. */
const LONGEST = [
  'recipes',
  'docs',
  'jekyll-site',
  'site',
  'block-corpora',
  'newsletter-languages',
  'managed-databases',
];

/**
 * Starts the longest test files first, so that none runs alone at the end. Jest knows how long each took only where they have
 * run before; elsewhere it begins with the largest files.
 */
export default class LongestFirst extends Sequencer {
  /** Returns the tests in the order in which they start. */
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.indexOf(basename(path, '.test.ts'));
      return path.includes('/e2e/') && index >= 0 ? index : LONGEST.length;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}
