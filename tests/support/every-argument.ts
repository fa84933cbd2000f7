import {
  astFromValue,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  print,
} from 'graphql';

/** A scalar argument of the schema, and an operation that passes a value to it. */
export interface ArgumentTarget {
  /** Path of the argument, such as Query.articles(filter.tag). */
  name: string;
  /** Name of its scalar type, such as String. */
  scalar: string;
  /** Operation that takes the value as $value. */
  document: string;
  variables(value: unknown): { value: unknown };
}

/**
 * Lists every scalar argument, including input fields, of all fields that are reachable without other
 * arguments. Other required inputs get plausible values; `id` is used for IDs.
 */
export function listArguments(schema: GraphQLSchema, id: string): ArgumentTarget[] {
  const targets: ArgumentTarget[] = [];
  const seen = new Set<string>();
  const roots = { query: schema.getQueryType(), mutation: schema.getMutationType() };
  const queue = Object.entries(roots).flatMap(([operation, type]) =>
    type ? [{ type, operation, wrap: (selection: string) => `{ ${selection} }` }] : [],
  );
  for (const { type, operation, wrap } of queue) {
    if (seen.has(type.name)) continue;
    seen.add(type.name);
    for (const field of Object.values(type.getFields())) {
      const selection = buildSelection(field);
      for (const { name, type: argumentType } of field.args) {
        const others = field.args
          .filter((other) => other.name !== name && isRequiredArgument(other))
          .map((other) => `, ${other.name}: ${createPlausibleLiteral(other.type, id)}`);
        const call = `${field.name}(${name}: $value${others.join('')})${selection}`;
        const document = `${operation} ($value: ${argumentType}) ${wrap(call)}`;
        for (const { path, scalar, build } of collectLeaves(argumentType, name, id)) {
          const variables = (value: unknown) => ({ value: build(value) });
          targets.push({ name: `${type.name}.${field.name}(${path})`, scalar, document, variables });
        }
      }
      const result = getNamedType(field.type);
      if (!isObjectType(result) || field.args.some(isRequiredArgument)) continue;
      queue.push({ type: result, operation, wrap: (inner) => wrap(`${field.name} { ${inner} }`) });
    }
  }
  return targets;
}

interface Leaf {
  path: string;
  scalar: string;
  build(value: unknown): unknown;
}

/** Lists the scalars of an input, each input type once on the way to it: filters contain filters. */
function collectLeaves(type: GraphQLInputType, path: string, id: string, above: string[] = []): Leaf[] {
  if (isNonNullType(type)) return collectLeaves(type.ofType, path, id, above);
  if (isListType(type)) {
    return collectLeaves(type.ofType, path, id, above).map((leaf) => ({
      ...leaf,
      build: (value) => [leaf.build(value)],
    }));
  }
  if (!isInputObjectType(type)) return [{ path, scalar: type.name, build: (value) => value }];
  if (above.includes(type.name)) return [];
  const required = type.isOneOf ? {} : (createPlausibleValue(type, id) as object);
  return Object.values(type.getFields()).flatMap((field) =>
    collectLeaves(field.type, `${path}.${field.name}`, id, [...above, type.name]).map((leaf) => ({
      ...leaf,
      build: (value: unknown) => ({ ...required, [field.name]: leaf.build(value) }),
    })),
  );
}

function createPlausibleLiteral(type: GraphQLInputType, id: string): string {
  return print(astFromValue(createPlausibleValue(type, id), type)!);
}

function createPlausibleValue(type: GraphQLInputType, id: string): unknown {
  if (isNonNullType(type)) return createPlausibleValue(type.ofType, id);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const required = type.isOneOf ? fields.slice(-1) : fields.filter(isRequiredInputField);
    return Object.fromEntries(required.map((field) => [field.name, createPlausibleValue(field.type, id)]));
  }
  const values: Record<string, unknown> = { ID: id, Int: 1, Float: 0.5, Boolean: true };
  return (
    values[type.name] ??
    { URL: 'https://courier.example/', DateTime: '2026-01-01T00:00:00Z' }[type.name] ??
    'a'
  );
}

/** Builds a selection of the field's type, two levels deep, so that its arguments take effect. */
function buildSelection(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return '';
  if (!isObjectType(type)) return ' { __typename }';
  const fields = Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  const selections = fields.map(
    ({ name, type }) => `${name}${isCompositeType(getNamedType(type)) ? ' { __typename }' : ''}`,
  );
  return ` { ${selections.join(' ')} }`;
}
