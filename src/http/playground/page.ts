import { OPTIONS_ELEMENT_ID } from './browser.js';

export interface PageOptions {
  readonly title: string;
  /** Site path of the GraphQL endpoint. */
  readonly endpoint: string;
  /** Site path of the folder that holds the assets. */
  readonly assets: string;
  /** Documents for the first visit's tabs. */
  readonly tabs: readonly string[];
}

/** A JSON string inside a script element must not be able to close it. */
const toDataBlock = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function renderPage({ title, endpoint, assets, tabs }: PageOptions): string {
  const options = {
    title,
    endpoint,
    icon: `${assets}/icon.svg`,
    storagePrefix: `dateline${endpoint}:`,
    defaultTabs: tabs.map((query) => ({ query })),
    // Closed, so that an example shows whole; a click on Variables or Headers opens them.
    defaultEditorToolsVisibility: false,
    // Headers hold API keys: they are kept only where the settings dialog is told so.
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
    <link rel="stylesheet" href="${assets}/graphiql.css">
    <script id="${OPTIONS_ELEMENT_ID}" type="application/json">${toDataBlock(options)}</script>
    <script defer src="${assets}/graphiql.js"></script>
  </head>
  <body>
    <noscript>The playground needs JavaScript.</noscript>
    <div id="root"></div>
  </body>
</html>
`;
}
