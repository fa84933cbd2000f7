import {
  type GraphQLInputType,
  type GraphQLScalarType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';

/** JSON Schema (draft 2020-12) as MCP describes the inputs of a tool with it. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** Describes the arguments of a tool. */
export interface ObjectSchema extends JsonSchema {
  properties: Record<string, JsonSchema>;
}

/** JSON types of GraphQL's own scalars. Others have any value, and a description. */
const SCALARS: Record<string, JsonSchema> = {
  Int: { type: 'integer' },
  Float: { type: 'number' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  ID: { type: 'string' },
  DateTime: { type: 'string', format: 'date-time' },
};

/** Describes the variables of an operation. Their types are those of the schema. */
export function describeVariables(operation: OperationDefinitionNode, schema: GraphQLSchema): ObjectSchema {
  const definitions: Record<string, JsonSchema> = {};
  const variables = operation.variableDefinitions ?? [];
  const properties = variables.map(({ variable, type, defaultValue, description }) => {
    const inputType = typeFromAST(schema, type as never) as GraphQLInputType;
    return [
      variable.name.value,
      {
        ...describeType(inputType, definitions),
        ...(description && { description: description.value }),
        ...(defaultValue && { default: valueFromASTUntyped(defaultValue) }),
      },
    ];
  });
  const required = variables
    .filter(({ type, defaultValue }) => type.kind === 'NonNullType' && defaultValue === undefined)
    .map(({ variable }) => variable.name.value);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: false,
    ...(Object.keys(definitions).length > 0 && { $defs: definitions }),
  };
}

/** Describes a type. Input objects, which may contain themselves, are added to the definitions. */
function describeType(type: GraphQLInputType, definitions: Record<string, JsonSchema>): JsonSchema {
  if (!isNonNullType(type)) return describeNullable(type, definitions);
  return describeNamed(type.ofType, definitions);
}

function describeNullable(type: GraphQLInputType, definitions: Record<string, JsonSchema>): JsonSchema {
  const described = describeNamed(type, definitions);
  return typeof described.type === 'string' && described.enum === undefined
    ? { ...described, type: [described.type, 'null'] }
    : { anyOf: [described, { type: 'null' }] };
}

function describeNamed(type: GraphQLInputType, definitions: Record<string, JsonSchema>): JsonSchema {
  if (isListType(type)) return { type: 'array', items: describeType(type.ofType, definitions) };
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) };
  if (!isInputObjectType(type)) {
    const { name, description } = type as GraphQLScalarType;
    return SCALARS[name] ?? { ...(description && { description }) };
  }
  if (!(type.name in definitions)) {
    definitions[type.name] = {};
    const fields = Object.values(type.getFields());
    definitions[type.name] = {
      type: 'object',
      ...(type.description && { description: type.description }),
      properties: Object.fromEntries(
        fields.map((field) => [
          field.name,
          {
            ...describeType(field.type, definitions),
            ...(field.description && { description: field.description }),
          },
        ]),
      ),
      required: fields.filter(isRequiredInputField).map(({ name }) => name),
      ...(type.isOneOf && { minProperties: 1, maxProperties: 1 }),
      additionalProperties: false,
    };
  }
  return { $ref: `#/$defs/${type.name}` };
}
