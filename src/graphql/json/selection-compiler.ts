import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  type OperationDefinitionNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import type { PreloadField } from '../../shared/preload.js';
import { findConstantArguments } from './field-arguments.js';
import { createFragmentDefinition } from './fragments.js';
import type { CompiledField, ObjectCompiler } from './json-writer.js';
import { SelectionWriter } from './selection-writer.js';
import { createValueWriter } from './value-writer.js';

type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/** Parts that all selections of an operation share. */
export interface OperationPlan {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  /** Values of the variables of `@include` and `@skip`, which decide about the fields. */
  conditions: Record<string, unknown>;
  /** Number of fields compiled so far, and of those with a resolver. */
  fieldCount: number;
  resolverCount: number;
}

/** Compiles the selected fields of an object. Throws for features that only graphql-js supports. */
export class SelectionCompiler implements ObjectCompiler {
  private readonly writers = new Map<string, SelectionWriter>();

  /** `nodes` are the fields that select of the object. */
  constructor(
    private readonly plan: OperationPlan,
    private readonly nodes: readonly FieldNode[],
  ) {}

  compile(type: GraphQLObjectType): SelectionWriter {
    const { schema, fragments, conditions } = this.plan;
    if (type.isTypeOf) throw new Error(`The type ${type.name} has isTypeOf.`);
    const fields = collectSubfields(schema, fragments, conditions, type, this.nodes);
    return compileFields(this.plan, type, fields, this.nodes);
  }

  compileByName(abstractType: GraphQLAbstractType, name: unknown): SelectionWriter {
    const known = this.writers.get(name as string);
    if (known) return known;
    const { schema } = this.plan;
    const type = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(type) || !schema.isSubType(abstractType, type)) throw new Error('The type is unknown.');
    const writer = this.compile(type);
    this.writers.set(type.name, writer);
    return writer;
  }
}

/**
 * Compiles fields of a type, by their response keys. `nodes` are the fields that select of the object, if it has any.
 */
export function compileFields(
  plan: OperationPlan,
  type: GraphQLObjectType,
  fields: Fields,
  nodes: readonly FieldNode[] = [],
): SelectionWriter {
  const before = plan.resolverCount;
  const compiled: CompiledField[] = [];
  for (const [key, own] of fields) compiled.push(compileField(plan, type, key, own, compiled.length === 0));
  const resolvers = plan.resolverCount - before;
  return new SelectionWriter(compiled, createFragmentDefinition(type.name, resolvers, nodes, plan.fragments));
}

function compileField(
  plan: OperationPlan,
  parentType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
  isFirst: boolean,
): CompiledField {
  const { schema, fragments, operation } = plan;
  const fieldName = nodes[0]!.name.value;
  const definition = fieldName === '__typename' ? TypeNameMetaFieldDef : parentType.getFields()[fieldName];
  if (!definition) throw new Error(`The field ${fieldName} is one of introspection.`);
  plan.fieldCount += 1;
  if (definition.resolve) plan.resolverCount += 1;
  const path = { prev: undefined, key, typename: parentType.name };
  const field: CompiledField = {
    number: plan.fieldCount,
    prefix: `${isFirst ? '' : ','}${JSON.stringify(key)}:`,
    definition,
    nodes,
    resolve: definition.resolve,
    preload: definition.extensions.preload as PreloadField | undefined,
    hasArguments: definition.args.length > 0,
    constantArguments: findConstantArguments(definition, nodes[0]!),
    info: {
      fieldName,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
    },
    write: createValueWriter(definition.type, new SelectionCompiler(plan, nodes), (execution) =>
      execution.getInfo(field),
    ),
  };
  return field;
}
