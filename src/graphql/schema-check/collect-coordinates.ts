import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  Kind,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** Elements of the schema that a document uses, as `Type`, `Type.field`, `Type.field.argument` or `@directive`. */
export interface UsedCoordinates {
  /** Elements that the document names. */
  used: Set<string>;
  /**
   * Elements that it may use besides: all fields and values of the input types of its variables, values of the
   * enums that it reads, and fields of the types behind an interface.
   */
  possible: Set<string>;
  /** Arguments and input fields that requests may leave out. */
  omitted: Set<string>;
}

/** Collects the elements of the schema that a valid document uses. Unknown names are ignored. */
export function collectCoordinates(schema: GraphQLSchema, document: DocumentNode): UsedCoordinates {
  const collector = new CoordinateCollector(schema, document);
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: ({ arguments: given = [] }) => {
        const [parent, field] = [typeInfo.getParentType(), typeInfo.getFieldDef()];
        if (!parent || !field || field.name.startsWith('__')) return;
        const path = `${parent.name}.${field.name}`;
        collector.addType(parent).addOutput(getNamedType(field.type)).used.add(path);
        collector.addInputs(path, field.args, given);
        if (!isInterfaceType(parent)) return;
        for (const type of collector.listImplementations(parent)) {
          collector.possible.add(`${type}.${field.name}`);
          for (const { name } of given) collector.possible.add(`${type}.${field.name}.${name.value}`);
        }
      },
      InlineFragment: () => void collector.addType(getNamedType(typeInfo.getType())),
      FragmentDefinition: () => void collector.addType(getNamedType(typeInfo.getType())),
      VariableDefinition: () => collector.addVariable(typeInfo.getInputType()),
      ObjectValue: ({ fields }) => {
        const type = getNamedType(typeInfo.getInputType());
        if (!isInputObjectType(type)) return;
        collector.addType(type).addInputs(type.name, Object.values(type.getFields()), fields);
      },
      EnumValue: ({ value }) => {
        const type = getNamedType(typeInfo.getInputType());
        if (isEnumType(type)) collector.addType(type).used.add(`${type.name}.${value}`);
      },
      Directive: ({ name }) => void collector.used.add(`@${name.value}`),
    }),
  );
  const { used, possible, omitted } = collector;
  return { used, possible, omitted };
}

class CoordinateCollector implements UsedCoordinates {
  readonly used = new Set<string>();
  readonly possible = new Set<string>();
  readonly omitted = new Set<string>();
  /** Variables that a request may leave out or send as null. */
  private readonly nullableVariables: Set<string>;

  constructor(
    private readonly schema: GraphQLSchema,
    { definitions }: DocumentNode,
  ) {
    const variables = definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
    );
    this.nullableVariables = new Set(
      variables
        .filter(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && !defaultValue)
        .map(({ variable }) => variable.name.value),
    );
  }

  addType(type: GraphQLNamedType | undefined): this {
    if (type) this.used.add(type.name);
    return this;
  }

  /** Adds the type of a field's value. Any value of an enum may be returned. */
  addOutput(type: GraphQLNamedType): this {
    if (isEnumType(type)) this.addPossibleValues(type.name, type.getValues());
    return this.addType(type);
  }

  /** Adds the given arguments or input fields below a path, and those that requests may leave out. */
  addInputs(
    path: string,
    inputs: readonly (GraphQLArgument | GraphQLInputField)[],
    given: readonly { name: { value: string }; value: ValueNode }[],
  ): void {
    for (const { name, type } of inputs) {
      const value = given.find((each) => each.name.value === name)?.value;
      if (value) {
        this.used.add(`${path}.${name}`);
        this.addType(getNamedType(type));
      }
      if (!value || this.canBeNull(value)) this.omitted.add(`${path}.${name}`);
    }
  }

  /** Adds all that requests may send in a variable of the type. */
  addVariable(type: GraphQLInputType | null | undefined): void {
    if (!type) return;
    const namedType = getNamedType(type);
    this.addType(namedType);
    if (isEnumType(namedType)) this.addPossibleValues(namedType.name, namedType.getValues());
    if (!isInputObjectType(namedType)) return;
    for (const field of Object.values(namedType.getFields())) {
      const path = `${namedType.name}.${field.name}`;
      if (this.possible.has(path)) continue;
      this.possible.add(path);
      if (!isNonNullType(field.type)) this.omitted.add(path);
      this.addVariable(field.type);
    }
  }

  /** Lists the types that implement an interface. */
  listImplementations(type: GraphQLNamedType): string[] {
    if (!isInterfaceType(type)) return [];
    const { objects, interfaces } = this.schema.getImplementations(type);
    return [...objects, ...interfaces].map(({ name }) => name);
  }

  private addPossibleValues(typeName: string, values: readonly { name: string }[]): void {
    for (const { name } of values) this.possible.add(`${typeName}.${name}`);
  }

  private canBeNull(value: ValueNode): boolean {
    return (
      value.kind === Kind.NULL ||
      (value.kind === Kind.VARIABLE && this.nullableVariables.has(value.name.value))
    );
  }
}

/** Returns true if the schema has the type, field, argument, enum value or input field. */
export function hasCoordinate(schema: GraphQLSchema, coordinate: string): boolean {
  const [typeName = '', name, argument, ...rest] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (!type || rest.length > 0) return false;
  if (name === undefined) return true;
  if (isEnumType(type)) return type.getValue(name) !== undefined && argument === undefined;
  const field = 'getFields' in type ? type.getFields()[name] : undefined;
  if (!field || argument === undefined) return field !== undefined;
  return 'args' in field && field.args.some((each) => each.name === argument);
}
