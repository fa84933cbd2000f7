import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Fields that are excluded because they have side effects or require an API key. */
const EXCLUDED_FIELDS = new Set([
  'newsletterSubscription',
  'audit',
  'webhooks',
  'revisions',
  'status',
  'scheduledFor',
]);

export interface RandomOperation {
  query: string;
  variables: Record<string, unknown>;
}

/** Generates random queries with nesting, aliases, fragments, directives, variables and invalid arguments. */
export class RandomOperationGenerator {
  private aliases = 0;
  private variables: Record<string, unknown> = {};

  /** `sampleValues` are existing slugs, paths and IDs. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: () => number,
    private readonly sampleValues: string[],
  ) {}

  next(): RandomOperation {
    this.aliases = 0;
    this.variables = { yes: true, no: false, few: 1 + Math.floor(this.random() * 3) };
    const selection = this.buildSelection(this.schema.getQueryType()!, 1 + Math.floor(this.random() * 4));
    return {
      query: `query ($yes: Boolean!, $no: Boolean!, $few: Int) ${selection}`,
      variables: this.variables,
    };
  }

  private buildSelection(type: GraphQLNamedType, depth: number): string {
    if (isAbstractType(type)) {
      const parts = this.schema
        .getPossibleTypes(type)
        .filter(() => this.chance(0.7))
        .map((possible) => `... on ${possible.name} ${this.buildSelection(possible, depth)}`);
      return `{ __typename ${parts.join(' ')} }`;
    }
    if (!isObjectType(type)) return '';
    const fields = Object.values(type.getFields()).filter(
      (field) => !EXCLUDED_FIELDS.has(field.name) && (depth > 0 || isLeafType(getNamedType(field.type))),
    );
    const chosen = Array.from({ length: 1 + Math.floor(this.random() * 4) }, () => this.pick(fields));
    const fieldTexts = chosen.filter(Boolean).map((field) => this.buildField(field, depth));
    return `{ ${['__typename', ...fieldTexts].join(' ')} }`;
  }

  private buildField(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.aliases += 1;
    const chosenArguments = field.args.filter((argument) => isRequiredArgument(argument) || this.chance(0.3));
    const argumentTexts = chosenArguments.map((argument) => `${argument.name}: ${this.buildValue(argument)}`);
    const call = argumentTexts.length > 0 ? `(${argumentTexts.join(', ')})` : '';
    const directive = this.pick(['', '', '', ' @include(if: $yes)', ' @skip(if: $no)', ' @include(if: $no)']);
    return `f${this.aliases}: ${field.name}${call}${directive} ${this.buildSelection(getNamedType(field.type), depth - 1)}`;
  }

  private buildValue({ name, type }: GraphQLArgument): string {
    const named = getNamedType(type);
    const isList = isListType(isNonNullType(type) ? type.ofType : type);
    const value = () => {
      if (isEnumType(named)) return this.pick(named.getValues()).name;
      if (named.name === 'Int') return this.pick(['$few', '2', '3', '0', '-1', '1000']);
      if (named.name === 'Boolean') return this.pick(['true', '$no']);
      if (named.name === 'ArticleFilter')
        return this.pick([
          '{}',
          '{ tags: { any: ["ferry-strike"] } }',
          '{ or: [{ sections: { any: ["science"], exact: true } }, { not: { wordCount: { min: 100 } } }] }',
        ]);
      if (isInputObjectType(named) && named.isOneOf)
        return `{ ${this.pick(Object.keys(named.getFields()))}: ${JSON.stringify(this.pick(this.sampleValues))} }`;
      if (named.name === 'Exclude')
        return this.pick([
          '{}',
          '{ paths: ["/science"] }',
          '{ relatedTo: "ferry-strike-enters-second-week" }',
        ]);
      if (/after|before/.test(name)) return '"no cursor"';
      return JSON.stringify(this.pick(this.sampleValues));
    };
    return isList ? `[${value()}]` : value();
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)]!;
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }
}
