import { expect, test } from '@jest/globals';
import { OWN_CORPORA } from '../../support/corpora.js';
import { expectLosslessBlocks } from '../../support/lossless-blocks.js';

test.each(OWN_CORPORA)('The blocks of $name lose nothing of the bodies', async ({ path, readBodies }) => {
  const { bodies } = expectLosslessBlocks(await readBodies(path));
  expect(bodies).toBeGreaterThan(0);
});
