import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { rewriteDocument } from '../../../../src/graphql/codemod/rewrite-document.js';
import { rewriteSource } from '../../../../src/graphql/codemod/rewrite-source.js';

const schema = buildSchema(`
  type Query {
    article(filter: Filter, order: Order, day: String @deprecated(reason: "Use \`date\`."), date: String): Article
    oldest: Article @deprecated(reason: "Use \`article(order: OLD)\`.")
  }
  type Mutation {
    addNote(input: AddNoteInput!): Article @deprecated(reason: "Use \`createNote\`. Removed after 2027-06-01.")
    createNote(input: CreateNoteInput!): Article
  }
  type Article {
    title: String!
    at: String @deprecated(reason: "Use \`correctedAt\`.")
    correctedAt: String
    size: Int @deprecated(reason: "Use \`bytes\`.")
    bytes: Float
  }
  input Filter { since: String! = "" @deprecated(reason: "Use \`after\`."), after: String, and: [Filter!] }
  input AddNoteInput { text: String! }
  input CreateNoteInput { text: String! }
  enum Order { NEW OLD FIRST @deprecated(reason: "Use \`OLD\`.") }
`);

/** Rewrites a document and validates the result. */
function rewrite(document: string) {
  const rewritten = rewriteDocument(schema, document);
  expect(validate(schema, parse(rewritten.text))).toEqual([]);
  return rewritten;
}

describe('rewriteDocument', () => {
  test('replaces a field, which keeps its name in the response', () => {
    expect(rewrite('{ article { title at } }').text).toBe('{ article { title at: correctedAt } }');
  });

  test('keeps the alias of a field', () => {
    expect(rewrite('{ article { time: at } }').text).toBe('{ article { time: correctedAt } }');
  });

  test('replaces arguments, input fields and enum values, and keeps spaces and comments', () => {
    const { text, replaced } = rewrite(
      '{\n  # today\n  article(day: "1",  order: FIRST, filter: {since: "2"}) { title }\n}',
    );
    expect(text).toBe('{\n  # today\n  article(date: "1",  order: OLD, filter: {after: "2"}) { title }\n}');
    expect(replaced).toEqual(['Query.article.day: date', 'Order.FIRST: OLD', 'Filter.since: after']);
  });

  test('changes the type of a variable with the mutation that takes it', () => {
    expect(rewrite('mutation Add($note: AddNoteInput!) { addNote(input: $note) { title } }').text).toBe(
      'mutation Add($note: CreateNoteInput!) { addNote: createNote(input: $note) { title } }',
    );
  });

  test('leaves a field whose replacement has another type, and names it', () => {
    const { text, remaining } = rewrite('{ article { size } }');
    expect(text).toBe('{ article { size } }');
    expect(remaining).toEqual(['Article.size: Use `bytes`.']);
  });

  test('names what only a person can replace', () => {
    const { remaining } = rewrite(
      'query ($filter: Filter) { oldest { title } article(filter: $filter) { title } }',
    );
    expect(remaining).toEqual([
      'Filter.since, if the variable $filter has it: Use `after`.',
      'Query.oldest: Use `article(order: OLD)`.',
    ]);
  });

  test('changes nothing in a second run', () => {
    const once = rewrite('{ article(order: FIRST) { at } }').text;
    expect(rewrite(once)).toEqual({ text: once, replaced: [], remaining: [] });
  });
});

/** Template placeholder in a script that is the text of a test. */
const embed = (name: string) => `\${${name}}`;

describe('rewriteSource', () => {
  test('replaces in the template strings of a script, and keeps the code around them', () => {
    const write = (field: string) =>
      `const at = 1;
const Q = gql\`{ article { ${field} } }
${embed('Part')}\`;
const P = graphql(\`{ article { ${field} } }\`);
const G = /* GraphQL */ \`{ article { ${field} } }\`;`;
    expect(rewriteSource(schema, 'page.tsx', write('at')).text).toBe(write('at: correctedAt'));
  });

  test('leaves template strings that are no documents', () => {
    const source = 'write(`a.graphql`); const { error } = `x`; read(`b.graphql`);';
    expect(rewriteSource(schema, 'page.ts', source)).toEqual({ text: source, replaced: [], remaining: [] });
  });

  test('leaves a template string that is no document without its values, and names it', () => {
    const source = `gql\`{ article { ${embed('field')} } }\``;
    const { text, remaining } = rewriteSource(schema, 'page.ts', source);
    expect(text).toBe(source);
    expect(remaining[0]).toMatch(/could not be read: \{ article/);
  });
});
