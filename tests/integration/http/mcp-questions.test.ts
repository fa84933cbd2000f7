import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { callTool, connectAssistant } from '../../support/assistant.js';
import { startServer, type TestServer } from '../../support/test-server.js';

let gateway: TestServer;
let assistant: Client;
beforeAll(async () => {
  gateway = await startServer({ withSeeds: true, settings: { MCP: 'true' } });
  await new RelatedService(gateway.database.pool, 'en').rebuild(() => undefined);
  assistant = await connectAssistant(gateway);
});
afterAll(async () => {
  await assistant.close();
  await gateway.close();
});

/** A call of a tool. Its arguments may come from the result of the call before. */
type Step = [tool: string, variables: object | ((result: any) => object)];

const BRIDGE = 'eastholm-bridge';
const STORM = 'all-souls-storm-stops-short';
const firstHit = ({ search }: any) => ({ slug: search.edges[0].node.slug });
const firstOf = ({ articles }: any) => ({ slug: articles.nodes[0].slug });
const firstOfAuthor = ({ author }: any) => ({ slug: author.articles.nodes[0].slug });
const firstOfTag = ({ tag }: any) => ({ slug: tag.articles.nodes[0].slug });

test.each<[question: string, steps: Step[], fact: RegExp]>([
  [
    'How many articles are about the ferry strike?',
    [['ArticlesOnATopic', { slug: 'ferry-strike' }]],
    /"totalCount":5,/,
  ],
  [
    'How many of the ferry crews voted for the strike?',
    [
      ['SearchArticles', { query: 'ferry crews vote to strike', first: 1 }],
      ['ReadArticle', firstHit],
    ],
    /161/,
  ],
  [
    'What is new in science?',
    [['LatestArticles', { sections: ['science'], first: 1 }]],
    /Forty eels and a dark river/,
  ],
  ['What is the latest news?', [['LatestArticles', { first: 1 }]], /Rovers 3, Sankt Aurel 2/],
  [
    'What comes before the latest news?',
    [
      ['LatestArticles', { first: 1 }],
      ['LatestArticles', ({ articles }) => ({ first: 1, after: articles.pageInfo.endCursor })],
    ],
    /"title":"Keep the little boat"/,
  ],
  [
    'What do readers read most?',
    [['PopularArticles', { window: 'ALL', first: 1 }]],
    /The eel that left in October/,
  ],
  [
    'How many people does the little boat seat?',
    [['ReadArticle', { slug: 'keep-the-little-boat' }]],
    /It seats sixty\./,
  ],
  [
    'Who wrote that the little boat should be kept?',
    [['ReadArticle', { slug: 'keep-the-little-boat' }]],
    /"authors":\[\{"name":"Ruth Calloway"/,
  ],
  [
    'What else is there on the little boat?',
    [['RelatedArticles', { slug: 'keep-the-little-boat' }]],
    /Hairline crack shuts Eastholm Bridge/,
  ],
  [
    'How high did the water rise in the storm?',
    [['LiveBlog', { slug: STORM, first: 1 }]],
    /\*\*3\.49 metres\*\*/,
  ],
  ['Is the storm still being reported?', [['LiveBlog', { slug: STORM, first: 0 }]], /"isLive":false/],
  [
    'What was wrong in the report of the storm?',
    [['Corrections', { slug: STORM }]],
    /It was the second highest/,
  ],
  [
    'How many people live on Little Skerra?',
    [
      ['SearchArticles', { query: 'ferry strike second week', first: 1 }],
      ['Corrections', firstHit],
    ],
    /It is 310\./,
  ],
  [
    'Was the column on the boat corrected?',
    [['Corrections', { slug: 'keep-the-little-boat' }]],
    /"corrections":\[\]/,
  ],
  [
    'What did Zoë Okafor do before?',
    [['ArticlesOfAnAuthor', { slug: 'zoe-okafor' }]],
    /trained as a hydrologist/,
  ],
  [
    'In which section is the latest article of the author of the column on the boat?',
    [
      ['ReadArticle', { slug: 'keep-the-little-boat' }],
      ['ArticlesOfAnAuthor', ({ article }) => ({ slug: article.authors[0].slug, first: 1 })],
      ['ReadArticle', firstOfAuthor],
    ],
    /"name":"Opinion","path":"\/opinion"/,
  ],
  [
    'What was published on 14 November 2026?',
    [['ArticlesOfAPeriod', { from: '2026-11-14T00:00:00Z', until: '2026-11-15T00:00:00Z' }]],
    /"totalCount":1,.*Eastholm Bridge opens after 157 days/,
  ],
  [
    'Who was the first across the bridge?',
    [
      ['ArticlesOfAPeriod', { from: '2026-11-14T00:00:00Z', until: '2026-11-15T00:00:00Z' }],
      ['ReadArticle', firstOf],
    ],
    /a woman with a cello in a pram/,
  ],
  [
    'How much does the boat cost that replaced the bridge?',
    [
      ['ArticlesOnATopic', { slug: BRIDGE, first: 1 }],
      ['ReadArticle', firstOfTag],
    ],
    /€1\.3m a year/,
  ],
  ['Is there an article that does not exist?', [['ReadArticle', { slug: 'no-such' }]], /"article":null/],
])('An assistant finds the answer: %s', async (_question, steps, fact) => {
  let result: unknown;
  for (const [tool, variables] of steps)
    result = await callTool(assistant, tool, {
      ...(typeof variables === 'function' ? variables(result) : variables),
    });
  expect(JSON.stringify(result)).toMatch(fact);
});
