import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { listEntityTypes } from './entity-keys.js';

/** Version of Apollo Federation whose directives the schema has. */
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@tag"])';

/** Composition by Apollo (2.14) refuses the directive of GraphQL without its definition. */
const ONE_OF = 'directive @oneOf on INPUT_OBJECT';

/** Tag of the fields that need a scope, for contracts of a public graph. */
const PRIVATE_TAG = 'private';

/** End of the description of each field that needs a scope. */
const NEEDS_SCOPE = /Requires an API key with the [^.R]{1,80} scope\.$/;

/** Types that other subgraphs may define in the same way. */
const SHAREABLE_TYPES: readonly string[] = ['PageInfo'];

/** What routers add themselves. */
const FEDERATION_PARTS: readonly string[] = ['_Any', '_Entity', '_Service', '_entities', '_service'];

/** Prints a schema with the directives by which it is a subgraph of Apollo Federation 2. */
export function printSubgraphSchema(schema: GraphQLSchema): string {
  const keys = new Map(listEntityTypes(schema).map((entity) => [entity.type.name, entity.keys]));
  const document = parse(printSchema(lexicographicSortSchema(schema)));
  const annotated = visit(document, {
    ScalarTypeDefinition: removeFederationPart,
    UnionTypeDefinition: removeFederationPart,
    ObjectTypeDefinition(type) {
      const { name, directives = [] } = type;
      if (FEDERATION_PARTS.includes(name.value)) return null;
      const ofType = [
        ...(keys.get(name.value) ?? []).map((key) => createDirective('key', 'fields', key)),
        ...(SHAREABLE_TYPES.includes(name.value) ? [createDirective('shareable')] : []),
      ];
      return { ...type, directives: [...directives, ...ofType] };
    },
    FieldDefinition(field) {
      const { name, description, directives = [] } = field;
      if (FEDERATION_PARTS.includes(name.value)) return null;
      if (!NEEDS_SCOPE.test(description?.value.replaceAll('\n', ' ') ?? '')) return undefined;
      return { ...field, directives: [...directives, createDirective('tag', 'name', PRIVATE_TAG)] };
    },
  });
  return `${LINK}\n\n${ONE_OF}\n\n${print(annotated)}\n`;
}

function removeFederationPart({ name }: { name: { value: string } }): null | undefined {
  return FEDERATION_PARTS.includes(name.value) ? null : undefined;
}

function createDirective(name: string, argument?: string, value = ''): ConstDirectiveNode {
  const given = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: argument ?? '' },
    value: { kind: Kind.STRING, value },
  } as const;
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: argument === undefined ? [] : [given],
  };
}
