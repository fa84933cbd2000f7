import { expect, test } from '@jest/globals';
import { startGateway } from '../../../support/gateway.js';

const ARCHIVE = '{ archive { year month articleCount } }';

/** Articles at 0:30 of 1 November 2015 in Havana, before and after the clocks went back at 1:00, and beside them. */
const TIMES = [
  '2015-11-01T03:59:59.999Z',
  '2015-11-01T04:00:00Z',
  '2015-11-01T04:30:00Z',
  '2015-11-01T05:30:00Z',
  '2015-12-01T04:59:59.999Z',
  '2015-12-01T05:00:00Z',
];

test('The archive counts the first hour of a month that occurs twice in that month', async () => {
  const gateway = await startGateway({ SITE_TIME_ZONE: 'America/Havana' });
  try {
    expect(await gateway.query(ARCHIVE)).toEqual({ archive: [] });
    await gateway.saveMany(TIMES.map((time, i) => ({ slug: `story-${i}`, publishedAt: new Date(time) })));
    await gateway.save({ slug: 'first', publishedAt: new Date('0001-01-02T12:00:00Z') });
    await gateway.save({ slug: 'about', kind: 'PAGE', publishedAt: new Date('2014-01-02T12:00:00Z') });
    expect(await gateway.query(ARCHIVE)).toEqual({
      archive: [
        { year: 2015, month: 12, articleCount: 1 },
        { year: 2015, month: 11, articleCount: 4 },
        { year: 2015, month: 10, articleCount: 1 },
        { year: 1, month: 1, articleCount: 1 },
      ],
    });
  } finally {
    await gateway.close();
  }
});
