import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';

/** A type whose objects other subgraphs can refer to. */
export interface EntityType {
  type: GraphQLObjectType;
  /** Field of the query type that finds an object by its argument `by`; null if only `node` does. */
  lookup: string | null;
  /** Fields that identify an object, `id` first. */
  keys: string[];
}

/** Lists the types with an ID, and by what the queries of the schema find their objects. */
export function listEntityTypes(schema: GraphQLSchema): EntityType[] {
  const node = schema.getType('Node');
  const types = isInterfaceType(node) ? schema.getPossibleTypes(node) : [];
  return types.filter(isObjectType).map((type) => {
    const lookup = type.name.charAt(0).toLowerCase() + type.name.slice(1);
    const keys = listLookupKeys(schema, lookup).filter((name) => hasPlainField(type, name));
    const others = keys.filter((name) => name !== 'id').sort();
    return { type, lookup: keys.length > 0 ? lookup : null, keys: ['id', ...others] };
  });
}

/** Returns the fields of the argument `by` of a query, if it takes exactly one of them. */
function listLookupKeys(schema: GraphQLSchema, name: string): string[] {
  const by = schema
    .getQueryType()
    ?.getFields()
    [name]?.args.find((argument) => argument.name === 'by');
  const input = by && getNamedType(by.type);
  return isInputObjectType(input) && input.isOneOf ? Object.keys(input.getFields()) : [];
}

function hasPlainField(type: GraphQLObjectType, name: string): boolean {
  const field = type.getFields()[name];
  return field !== undefined && field.args.length === 0 && isLeafType(getNamedType(field.type));
}
