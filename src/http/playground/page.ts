import { escapeHtml } from '../../shared/text/html.js';
import { OPTIONS_ELEMENT_ID } from './browser.js';

export interface PageOptions {
  readonly title: string;
  /** URL path of the GraphQL API. */
  readonly endpoint: string;
  /** URL path of the folder that holds the assets. */
  readonly assets: string;
  /** Documents in the menu of examples. The first ones are also the tabs of a first visit. */
  readonly tabs: readonly string[];
}

/** Number of examples that are tabs at a first visit: as many as have room on a narrow window. */
const FIRST_TABS = 4;

/** Serializes JSON for a script element, which its text must not be able to close. */
const toDataBlock = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

/** Renders the page. Browsers show its title and first document while they load the editor, which replaces them. */
export function renderPage({ title, endpoint, assets, tabs }: PageOptions): string {
  const options = {
    title,
    endpoint,
    icon: `${assets}/icon.svg`,
    storagePrefix: `dateline${endpoint}:`,
    examples: tabs,
    defaultTabs: tabs.slice(0, FIRST_TABS).map((query) => ({ query })),
    // Closed, so that an example is shown as a whole; a click on Variables or Headers opens them.
    defaultEditorToolsVisibility: false,
    // Headers may contain API keys: they are stored only if enabled in the settings dialog.
    shouldPersistHeaders: false,
    showPersistHeadersSettings: true,
  };
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" type="image/svg+xml" href="${assets}/icon.svg">
    <link rel="stylesheet" href="${assets}/first-paint.css">
    <script id="${OPTIONS_ELEMENT_ID}" type="application/json">${toDataBlock(options)}</script>
    <script defer src="${assets}/graphiql.js"></script>
  </head>
  <body>
    <noscript>The playground needs JavaScript.</noscript>
    <main id="root"><div class="first-paint"><h1>${escapeHtml(title)}</h1><pre>${escapeHtml(tabs[0] ?? '')}</pre></div></main>
    <link rel="stylesheet" href="${assets}/graphiql.css">
  </body>
</html>
`;
}
