import { expect, test } from '@jest/globals';
import { chooseSpelling } from '../../../../src/modules/related/index/terms.js';

test.each([
  ['union', "union's", 'union'],
  ['sailed', 'sail', 'sail'],
  ['Sail', 'sailed', 'sailed'],
  ['Ferries', 'Ferry', 'Ferry'],
  ['ferris', 'ferrys', 'ferris'],
])('Of %s and %s, in either order, %s is the spelling of their stem', (one, other, chosen) => {
  expect([chooseSpelling(one, other), chooseSpelling(other, one)]).toEqual([chosen, chosen]);
});
