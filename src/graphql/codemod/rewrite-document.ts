import {
  type ArgumentNode,
  type ASTNode,
  type EnumValueNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  Kind,
  type ObjectFieldNode,
  parse,
  TypeInfo,
  typeFromAST,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { findReplacement, type NamedReplacement } from './replacement.js';

/** Result of replacing the deprecated elements in a document. */
export interface RewrittenDocument {
  text: string;
  /** Replaced elements, such as `Correction.at: correctedAt`, in the order of the document. */
  replaced: string[];
  /** Deprecated elements that a person has to replace, with the reason of their deprecation. */
  remaining: string[];
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Replaces deprecated fields, arguments, input fields and enum values by those that the reasons of their deprecation
 * name. A field keeps its name in the response by an alias, so that code which reads it works as before; spaces and
 * comments stay. Throws a GraphQLError for a document with a syntax error.
 */
export function rewriteDocument(schema: GraphQLSchema, text: string): RewrittenDocument {
  const rewriter = new Rewriter(schema);
  const typeInfo = new TypeInfo(schema);
  visit(
    parse(text),
    visitWithTypeInfo(typeInfo, {
      VariableDefinition: (node) => rewriter.visitVariable(node),
      Field: (node) => rewriter.visitField(node, typeInfo),
      Argument: (node) => rewriter.visitArgument(node, typeInfo),
      ObjectField: (node) => rewriter.visitObjectField(node, typeInfo),
      EnumValue: (node) => rewriter.visitEnumValue(node, typeInfo),
    }),
  );
  return rewriter.apply(text);
}

class Rewriter {
  private readonly edits: Edit[] = [];
  private readonly replaced: string[] = [];
  private readonly remaining = new Set<string>();
  /** Variables of the operation that is being visited, by name. */
  private readonly variables = new Map<string, VariableDefinitionNode>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Names the deprecated input fields that a variable may contain: its value is not in the document. */
  visitVariable(node: VariableDefinitionNode): void {
    const name = node.variable.name.value;
    this.variables.set(name, node);
    const type = getNamedType(typeFromAST(this.schema, node.type as never) as GraphQLInputType | undefined);
    for (const each of listInputTypes(type)) {
      for (const { name: field, deprecationReason } of Object.values(each.getFields())) {
        if (deprecationReason == null) continue;
        this.remaining.add(`${each.name}.${field}, if the variable $${name} has it: ${deprecationReason}`);
      }
    }
  }

  visitField(node: FieldNode, typeInfo: TypeInfo): void {
    const parent = typeInfo.getParentType();
    const field = typeInfo.getFieldDef();
    if (!parent || !field || !('getFields' in parent)) return;
    const name = `${parent.name}.${field.name}`;
    const found = findReplacement(field, (other) => parent.getFields()[other]);
    const target = this.choose(name, found, (other) => canReplace(field, other, node));
    if (!target) return;
    const { alias } = node;
    this.edit(node.name, alias ? target.name : `${field.name}: ${target.name}`);
    this.retypeVariables(node, target);
    this.replaced.push(`${name}: ${target.name}`);
  }

  visitArgument(node: ArgumentNode, typeInfo: TypeInfo): void {
    const [parent, field, argument] = [
      typeInfo.getParentType(),
      typeInfo.getFieldDef(),
      typeInfo.getArgument(),
    ];
    if (!parent || !field || !argument) return;
    const found = findReplacement(argument, (other) => field.args.find((each) => each.name === other));
    this.rename(node, `${parent.name}.${field.name}.${argument.name}`, found, argument);
  }

  visitObjectField(node: ObjectFieldNode, typeInfo: TypeInfo): void {
    const parent = getNamedType(typeInfo.getParentInputType());
    if (!isInputObjectType(parent)) return;
    const field = parent.getFields()[node.name.value];
    if (!field) return;
    const found = findReplacement(field, (other) => parent.getFields()[other]);
    this.rename(node, `${parent.name}.${field.name}`, found, field);
  }

  visitEnumValue(node: EnumValueNode, typeInfo: TypeInfo): void {
    const type = getNamedType(typeInfo.getInputType());
    if (!isEnumType(type)) return;
    const found = findReplacement(type.getValue(node.value), (other) => type.getValue(other));
    const name = `${type.name}.${node.value}`;
    const target = this.choose(name, found, () => true);
    if (!target) return;
    this.edit(node, target.name);
    this.replaced.push(`${name}: ${target.name}`);
  }

  /** Applies the edits to the text. */
  apply(text: string): RewrittenDocument {
    let result = text;
    for (const { start, end, text: by } of this.edits.toSorted((a, b) => b.start - a.start))
      result = result.slice(0, start) + by + result.slice(end);
    return { text: result, replaced: this.replaced, remaining: [...this.remaining] };
  }

  /** Renames an argument or input field to one of the same type. */
  private rename(
    node: ArgumentNode | ObjectFieldNode,
    name: string,
    found: NamedReplacement<{ name: string; type: GraphQLInputType }> | null,
    { type }: { type: GraphQLInputType },
  ): void {
    const target = this.choose(name, found, (other) => accepts(other.type, type));
    if (!target) return;
    this.edit(node.name, target.name);
    this.replaced.push(`${name}: ${target.name}`);
  }

  /** Returns the element to use instead. Notes a deprecated one that nothing can replace as it is. */
  private choose<Element>(
    name: string,
    found: NamedReplacement<Element> | null,
    isUsable: (element: Element) => boolean,
  ): Element | null {
    if (!found) return null;
    const { element, reason } = found;
    if (element && isUsable(element)) return element;
    this.remaining.add(`${name}: ${reason}`);
    return null;
  }

  /** Changes the types of variables to those of the arguments of another field. */
  private retypeVariables(node: FieldNode, target: GraphQLField<unknown, unknown>): void {
    for (const { name, value } of node.arguments ?? []) {
      if (value.kind !== Kind.VARIABLE) continue;
      const definition = this.variables.get(value.name.value);
      const argument = target.args.find((each) => each.name === name.value) as GraphQLArgument;
      const wanted = getNamedType(argument.type).name;
      let type = definition?.type;
      while (type && type.kind !== Kind.NAMED_TYPE) type = type.type;
      if (type && type.name.value !== wanted) this.edit(type, wanted);
    }
  }

  private edit({ loc }: ASTNode, text: string): void {
    if (!loc) return;
    const { start, end } = loc;
    if (!this.edits.some((edit) => edit.start === start)) this.edits.push({ start, end, text });
  }
}

/** Returns true if a value of one type can be given where another is expected: the same, or the same or null. */
function accepts(expected: GraphQLInputType, given: GraphQLInputType): boolean {
  return String(expected) === String(given) || String(expected) === String(getNullableType(given));
}

/** Lists an input type, and those of its fields. */
function listInputTypes(
  type: unknown,
  found = new Set<GraphQLInputObjectType>(),
): Set<GraphQLInputObjectType> {
  if (!isInputObjectType(type) || found.has(type)) return found;
  found.add(type);
  for (const field of Object.values(type.getFields())) listInputTypes(getNamedType(field.type), found);
  return found;
}

/** Returns true if another field gives the same type for the arguments of a use. */
function canReplace(
  field: GraphQLField<unknown, unknown>,
  other: GraphQLField<unknown, unknown>,
  { arguments: given = [] }: FieldNode,
): boolean {
  return (
    String(other.type) === String(field.type) &&
    given.every(({ name }) => other.args.some((each) => each.name === name.value))
  );
}
