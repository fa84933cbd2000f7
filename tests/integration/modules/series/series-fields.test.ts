import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildContentModel } from '../../../../src/fields/build-content-model.js';
import { text } from '../../../../src/fields/field.js';
import { type Gateway, startGateway } from '../../../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  const built = buildContentModel({
    fields: { series: { strapline: text({ description: 'A line.', maxLength: 50 }) } },
  });
  if (!('model' in built)) throw new Error(built.errors.join('\n'));
  gateway = await startGateway({}, { model: built.model });
});
afterAll(() => gateway.close());

test("A series has the site's own fields, which are checked and returned", async () => {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'), 'preview');
  const CREATE = `mutation ($fields: SeriesFieldsInput) { createSeries(input: { title: "Tides", fields: $fields }) {
    series { id fields { strapline } } userErrors { field code } } }`;
  expect((await desk(CREATE, { fields: { strapline: 'x'.repeat(51) } })).createSeries).toEqual({
    series: null,
    userErrors: [{ field: ['fields', 'strapline'], code: 'TOO_LONG' }],
  });
  const { series } = (await desk(CREATE, { fields: { strapline: 'Twice a day' } })).createSeries;
  expect(series.fields).toEqual({ strapline: 'Twice a day' });
  const { updateSeries } = await desk(
    'mutation ($id: ID!) { updateSeries(input: { id: $id, description: "Of the sea" }) { series { description fields { strapline } } } }',
    { id: series.id },
  );
  expect(updateSeries.series).toEqual({ description: 'Of the sea', fields: { strapline: 'Twice a day' } });
});
