import type { IncomingHttpHeaders } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  DirectiveLocation,
  type DirectiveNode,
  GraphQLDirective,
  GraphQLString,
  type OperationDefinitionNode,
  valueFromAST,
} from 'graphql';
import { BadUserInputError } from '../shared/errors/errors.js';
import type { SiteLanguages } from '../shared/languages.js';

/** Request header with the language of a request. */
export const LANGUAGE_HEADER = 'x-language';

/** Returns the language that the header of a request names, in lower case; null if it has none. */
export function getRequestedLanguage(headers: IncomingHttpHeaders): string | null {
  const language = headers[LANGUAGE_HEADER];
  return language === undefined ? null : String(language).trim().toLowerCase();
}

export const InLanguageDirective = new GraphQLDirective({
  name: 'inLanguage',
  description:
    "Reads a site with several languages in one of them: the language `of`, or that of a path's prefix. " +
    `Without either, and without the header \`${LANGUAGE_HEADER}\`, which takes precedence, it is the primary language.`,
  locations: [DirectiveLocation.QUERY, DirectiveLocation.SUBSCRIPTION],
  args: {
    of: { type: GraphQLString, description: 'The BCP 47 tag of a language of the site, e.g. de.' },
    path: {
      type: GraphQLString,
      description: 'A path of the site, e.g. /de/politik, whose first segment names the language.',
    },
  },
});

/** The part of a request's context that has its language. */
export interface LanguageContext {
  languages: SiteLanguages;
  setLanguage(language: string): void;
}

/**
 * Has the context read in the language that the directive of an operation names. Throws BadUserInputError if it is
 * not a language of the site.
 */
export function applyLanguage(
  { directives, variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown> | null | undefined,
  context: LanguageContext,
): void {
  const directive = directives?.find(({ name }) => name.value === InLanguageDirective.name);
  if (!directive) return;
  const { languages } = context;
  const defaults = variableDefinitions.map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue && valueFromAST(defaultValue, GraphQLString),
  ]);
  const values = { ...Object.fromEntries(defaults), ...variables };
  const of = readArgument(directive, 'of', values);
  const path = readArgument(directive, 'path', values);
  if (of !== null) context.setLanguage(parseLanguage(of, languages, '@inLanguage(of:)'));
  else if (path !== null) context.setLanguage(languages.findByPath(path));
}

function readArgument(
  { arguments: args }: DirectiveNode,
  name: string,
  variables: Record<string, unknown>,
): string | null {
  const value = args?.find((arg) => arg.name.value === name)?.value;
  const text = value ? valueFromAST(value, GraphQLString, variables) : null;
  return typeof text === 'string' ? text : null;
}

/**
 * Returns the language of the site that the header of a request names; null if it has none. Throws BadUserInputError for
 * another language.
 */
export function readLanguage(headers: IncomingHttpHeaders, languages: SiteLanguages): string | null {
  const language = getRequestedLanguage(headers);
  return language === null ? null : parseLanguage(language, languages, `The header ${LANGUAGE_HEADER}`);
}

/** Returns the language of the site with a tag. Throws BadUserInputError that lists the languages if there is none. */
export function parseLanguage(tag: string, languages: SiteLanguages, place: string): string {
  const language = languages.find(tag.trim());
  if (language !== null) return language;
  throw new BadUserInputError(
    `${place}: "${tag.slice(0, 50)}" is not a language of the site. Use one of ${languages.all.join(', ')}.`,
  );
}

/** Applies the directive before an operation that Apollo executes. Those of other paths call `applyLanguage` themselves. */
export const languagePlugin: ApolloServerPlugin<LanguageContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, request: { variables }, contextValue }) => {
      if (operation) applyLanguage(operation, variables, contextValue);
    },
  }),
};
