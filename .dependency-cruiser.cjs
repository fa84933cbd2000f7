// Directions of imports between the folders of src: docs/architecture.md shows them. `npm run check` holds them.

/** Folders by layer, the highest first, with the folders that each may import beside itself and `shared`. */
const LAYERS = {
  app: 'app auth cache changes config database fields graphql http importers jobs mail media modules mutations observability rate-limit',
  cli: 'app auth cache config database exporters fields graphql importers jobs media modules mutations observability',
  http: 'cache changes config database fields graphql jobs media observability rate-limit',
  'rate-limit': 'database',
  graphql: 'auth cache database observability',
  exporters: 'content fields importers media modules mutations',
  importers: 'content database fields media modules mutations observability',
  modules:
    'auth cache changes config content database fields graphql jobs mail media mutations observability',
  auth: 'database',
  mutations: 'auth cache changes content database fields',
  database: 'cache changes config fields jobs',
  cache: 'changes fields',
  jobs: 'changes',
  changes: 'shared',
  observability: 'cache database jobs',
  config: 'shared',
  mail: 'shared',
  media: 'shared',
  content: 'shared',
  fields: 'shared',
  shared: 'shared',
};

/** Commands of modules, which the command line alone loads. They may import importers too. */
const COMMANDS = '^src/modules/[^/]+/[^/]+\\.commands\\.ts$';

const directions = Object.entries(LAYERS).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `${folder}/ may import ${allowed.replaceAll(' ', '/, ')}/, shared/ and packages`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: COMMANDS },
  to: {
    path: '^src/',
    pathNot: [
      // A site's configuration gets it from the gateway that reads the configuration.
      ...(folder === 'app' ? ['^src/index\\.ts$'] : []),
      `^src/(${[folder, 'shared', ...allowed.split(' ')].join('|')})/`,
      '^src/database/generated/',
    ],
  },
}));

/** Folders with the rules of writing, the search index and the filter of lists, whose files any module may import. */
const SHARED_FOLDERS =
  'article/filter|bodies|import|live-blog/write|menu|publishing|editing|search/index|site|taxonomy|own-fields|urls';

/** Files of importers/ that the gateway uses; those that run an import are used by the command line alone. */
const IMPORTERS_PORT =
  '(seeds|push-result|sync-sources|sync-task|fetch/fetch-file|fetch/fetcher|media/create-copier|own/importer)\\.ts$';

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'commands-of-modules-import',
      comment: 'They get the site and the services of the gateway from their CommandContext.',
      severity: 'error',
      from: { path: COMMANDS },
      to: { path: '^src/(app|cli|http|exporters)/' },
    },
    {
      name: 'no-circles',
      comment: 'Files that import each other, types included, cannot be read one after the other.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'modules-know-types-only',
      comment:
        "A module imports another module's *.type.ts and nothing else of it, except for what lists and writes share.",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: {
        path: '^src/modules/',
        pathNot: [
          '^src/modules/$1/',
          '\\.type\\.ts$',
          '^src/modules/module\\.ts$',
          `^src/modules/(${SHARED_FOLDERS})/`,
        ],
      },
    },
    {
      name: 'modules-read-settings-in-their-declaration',
      comment: 'Services get the values that they need from <domain>.module.ts and <domain>.commands.ts.',
      severity: 'error',
      from: {
        path: '^src/modules/',
        pathNot: [
          '\\.(module|commands)\\.ts$',
          '^src/modules/module\\.ts$',
          '^src/modules/newsletter/(newsletter-settings|mail/mail-worker)\\.ts$',
        ],
      },
      to: { path: '^src/config/' },
    },
    {
      name: 'importers-load-no-graphql-types',
      comment: 'Their worker threads lack the metadata that the decorators of these files need.',
      severity: 'error',
      from: { path: '^src/importers/' },
      to: { path: '\\.(type|inputs)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'importers-have-a-port',
      comment: 'The gateway reaches importers by the files of IMPORTERS_PORT: decision 0101.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(cli|importers|exporters)/', COMMANDS] },
      to: { path: '^src/importers/', pathNot: `^src/importers/${IMPORTERS_PORT}` },
    },
    {
      name: 'newsletters-can-be-left-out',
      comment: 'Only the line of src/app/modules.ts brings newsletters into a build.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/modules/newsletter/', '^src/app/modules\\.ts$'] },
      to: { path: '^src/modules/newsletter/' },
    },
    {
      name: 'the-command-line-starts-light',
      comment: 'src/cli/program/commands.ts imports the code of a command when the command is run.',
      severity: 'error',
      from: { path: '^src/(cli|cli/program/commands|app/modules)\\.ts$' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/cli/program/(commands|interruptions)\\.ts$',
          '^src/app/modules\\.ts$',
          '^src/modules/module\\.ts$',
          '^src/shared/release\\.ts$',
        ],
        dynamic: false,
      },
    },
    {
      name: 'resolvers-leave-the-database-to-services',
      severity: 'error',
      from: { path: ['\\.resolver\\.ts$', '^src/http/'] },
      to: { path: '^src/database/generated/' },
    },
    {
      name: 'arrays-of-values-stay-in-the-read-client',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/database/read/' },
      to: { path: '^src/database/read/query-batcher\\.ts$' },
    },
    {
      name: 'no-unknown-folder',
      comment: 'A new folder of src needs a line in LAYERS.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${Object.keys(LAYERS).join('|')})/` },
      to: {},
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^src/database/generated/'] },
  },
};
