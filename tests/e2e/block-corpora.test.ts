import { expect, test } from '@jest/globals';
import { expectSameBodies } from '../support/block-round-trip.js';
import { OTHER_CORPORA } from '../support/corpora.js';
import { expectLosslessBlocks } from '../support/lossless-blocks.js';

if (OTHER_CORPORA.length === 0) {
  test.skip('The corpora of articles are missing; CORPORA names their folder', () => undefined);
} else {
  test.each(OTHER_CORPORA)(
    'The blocks of $name lose nothing of the bodies',
    async ({ name, path, readBodies }) => {
      const { bodies, blocks } = expectLosslessBlocks(await readBodies(path));
      expect(bodies).toBeGreaterThan(0);
      console.info(`${name}: ${bodies} bodies, 0 differences`, blocks);
    },
    600_000,
  );

  test.each(OTHER_CORPORA)(
    'The blocks of $name, sent back unchanged, are the same bodies',
    async ({ name, path, readBodies }) => {
      const counts = expectSameBodies(await readBodies(path));
      expect(counts.bodies).toBeGreaterThan(0);
      console.info(`${name}: the same bodies`, counts);
    },
    600_000,
  );
}
