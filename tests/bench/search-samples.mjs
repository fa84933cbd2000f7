import { postJson } from '../support/graph.mjs';

/** Sample queries of every kind, for the blog of 18F. */
const SAMPLES = [
  ['exact', 'federal acquisition'],
  ['exact, three words', 'design system accessibility'],
  ['stemmed', 'hiring designers'],
  ['stemmed', 'contracted'],
  ['phrase', '"open source policy"'],
  ['phrase without matches', '"policy source open"'],
  ['minus', 'agile -contracting'],
  ['or', 'kubernetes OR cloud'],
  ['author and subject', 'boone security'],
  ['hyphen', 'micro-purchase'],
  ['typo', 'goverment'],
  ['typo in one of two words', 'usability tetsing'],
  ['two typos', 'aceessibility guidlines'],
  ['accent missing in the text', 'résumé'],
  ['empty', ''],
  ['stop words only', 'the of and'],
  ['no matches', 'zeppelin harvest'],
  ['hostile: operators', '&&& | !!! ((( :* <-> "" -- '],
  ['hostile: control characters', 'agile\u0001\u0002\u001b[31m\u200b team'],
  ['hostile: unbalanced quotes', '"agile "team" "'],
  ['hostile: emoji', '🚢🔥'],
  ['hostile: 10,000 characters', 'ship '.repeat(2_000)],
  ['hostile: U+0000', 'ship\u0000'],
];

const SEARCH = `query ($query: String!) {
  search(query: $query, first: 3) { totalCount didYouMean edges { titleHighlight } }
}`;

export async function printSampleQueries(gateway) {
  for (const [kind, query] of SAMPLES) {
    const response = await postJson(gateway.url, { query: SEARCH, variables: { query } });
    const { data, errors } = await response.json();
    console.log(`${kind}: ${JSON.stringify(query.slice(0, 60))}`);
    if (errors) console.log(`  ${errors[0].extensions.code}: ${errors[0].message}`);
    else print(data.search);
  }
}

function print({ totalCount, didYouMean, edges }) {
  console.log(`  ${totalCount} found${didYouMean ? `, did you mean ${didYouMean}?` : ''}`);
  for (const { titleHighlight } of edges) console.log(`  - ${titleHighlight.replaceAll(/<\/?mark>/g, '*')}`);
}
