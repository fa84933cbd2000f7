import { expect, test } from '@jest/globals';
import { expectSameBodies } from '../../support/block-round-trip.js';
import { OWN_CORPORA } from '../../support/corpora.js';

test.each(OWN_CORPORA)(
  'The blocks of $name, sent back unchanged, are the same bodies',
  async ({ path, readBodies }) => {
    const counts = expectSameBodies(await readBodies(path));
    expect(counts.bodies).toBeGreaterThan(0);
  },
);
