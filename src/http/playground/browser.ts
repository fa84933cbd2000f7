/**
 * ID of the element that holds the page's options: a data block, which the content security policy never
 * executes.
 */
export const OPTIONS_ELEMENT_ID = 'playground-options';

/**
 * Script that runs before the editor and makes it load its workers from files, so that the policy can forbid
 * blob: URLs.
 */
export const BEFORE_GRAPHIQL = /* js */ `
(() => {
  const here = document.currentScript.src;
  self.MonacoEnvironment = {
    // The panel reads and fills the editors, for which GraphiQL's bundle exports nothing.
    globalAPI: true,
    getWorkerUrl: (_moduleId, label) => new URL(label + '.worker.js', here).href,
  };
})();
`;

/** Script that runs after GraphiQL is defined and opens it. */
export const AFTER_GRAPHIQL = /* js */ `
(() => {
  const here = document.currentScript.src;
  const { title, icon, endpoint, storagePrefix, examples, ...options } = JSON.parse(
    document.getElementById('${OPTIONS_ELEMENT_ID}').textContent,
  );

  const findEntries = () => {
    try {
      return localStorage ?? {};
    } catch {
      return {};
    }
  };
  // In memory, until the page is closed, where the browser forbids storage.
  const entries = findEntries();
  // Under a prefix: another GraphiQL may have stored its tabs for this host and port.
  const stored = (name) => storagePrefix + name;
  const ours = () => Object.keys(entries).filter((name) => name.startsWith(storagePrefix));
  const storage = {
    getItem: (name) => entries[stored(name)] ?? null,
    setItem: (name, value) => { entries[stored(name)] = value; },
    removeItem: (name) => { delete entries[stored(name)]; },
    clear: () => ours().forEach((name) => { delete entries[name]; }),
    get length() {
      return ours().length;
    },
  };
  const isFirstVisit = storage.getItem('graphiql:tabState') === null;
  const panel = createDatelinePanel({ endpoint, examples, storage });

  // A shared address has its operation behind #, that of another GraphiQL behind ?. It is opened once, so that a
  // reload shows later edits.
  const shared = new URLSearchParams(location.search + '&' + location.hash.slice(1));
  if (shared.has('query')) {
    const tab = { query: shared.get('query'), variables: shared.get('variables') ?? undefined };
    Object.assign(options, tab, { defaultTabs: [tab, ...options.defaultTabs] });
    panel.setPerspective(shared.get('perspective'));
    history.replaceState(null, '', location.pathname);
  }

  // Browsers set no headers on a WebSocket: they go with its first message.
  const subscribe = async (params, connectionParams) => {
    const { createClient } = await import(new URL('client.js', here));
    const url = new URL(endpoint, location.href.replace(/^http/, 'ws')).href;
    const results = createClient({ url, connectionParams, on: { connected: panel.showConnected } }).iterate(params);
    return {
      async next() {
        const result = await results.next().catch((error) => {
          panel.showEnd();
          throw error;
        });
        if (result.done) panel.showEnd();
        else panel.showEvent(result.value);
        return result;
      },
      return() {
        panel.showEnd();
        return results.return();
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  // The bundle's own fetcher parses and reprints the document first: a syntax error then shows a stack trace, and
  // the server's error positions no longer match the editor's lines.
  const fetcher = async ({ operationName, ...params }, { headers: own } = {}) => {
    const headers = { ...panel.getHeaders(), ...own };
    // GraphiQL notices a tenth of a second late that another tab is open, and names an operation of the last one.
    const isInDocument = new RegExp('\\\\b' + operationName + '\\\\b').test(params.query);
    const operation = isInDocument ? { ...params, operationName } : params;
    const isOfReader = operationName !== 'IntrospectionQuery';
    const method = findDatelineMethod(params.query, isInDocument ? operationName : '');
    if (isOfReader) panel.begin(operation, method);
    if (method === 'subscribe' || method === 'live') return subscribe(operation, headers);
    const startedAt = performance.now();
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(operation),
    });
    const body = await response.text();
    try {
      const result = JSON.parse(body);
      if (isOfReader) panel.showResponse(response, body, result, startedAt);
      return result;
    } catch {
      return { errors: [{ message: response.status + ' ' + response.statusText, extensions: { body } }] };
    }
  };

  // GraphiQL's tabs have buttons in them, which a role of tabs forbids: they are a list with a current item.
  const fixTabs = () => {
    for (const tab of document.querySelectorAll('.graphiql-tab')) {
      for (const name of ['role', 'aria-selected']) tab.removeAttribute(name);
      tab.parentElement.removeAttribute('role');
      const isCurrent = tab.classList.contains('graphiql-tab-active');
      tab.querySelector('.graphiql-tab-button')?.setAttribute('aria-current', isCurrent);
    }
  };
  new MutationObserver(fixTabs).observe(document.getElementById('root'), {
    subtree: true, childList: true, attributes: true,
    attributeFilter: ['aria-selected'],
  });

  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
    ...options,
    // As elements: a string would be taken for HTML.
    title: React.createElement('h1', null, title),
    logo: React.createElement('img', { src: icon, alt: '', width: 28, height: 28 }),
    fetcher,
    storage,
    // Its default writes each keystroke into the address, until a reload exceeds the server's header limit.
    onEditQuery: () => {},
  });

  // Unless a theme is chosen in the settings, GraphiQL follows the system with its style sheet, but not its editors.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ({ matches }) => {
    const isChosen = document.body.matches('.graphiql-dark, .graphiql-light');
    if (!isChosen) globalThis.monaco?.editor.setTheme(matches ? 'graphiql-DARK' : 'graphiql-LIGHT');
  });

  // A first visit shows the first example with its result. An operation that somebody shared is never run by itself.
  if (isFirstVisit && !options.query) {
    new MutationObserver((_changes, observer) => {
      const button = document.querySelector('.graphiql-execute-button');
      if (!button || !panel.isEditorReady()) return;
      observer.disconnect();
      button.click();
    }).observe(document.getElementById('root'), { subtree: true, childList: true });
  }
})();
`;

/**
 * Style sheet that follows GraphiQL's own. GraphiQL hides a stale drag offset of its tabs until one gets the
 * focus; the tab then jumps and misses the first click.
 */
export const STYLE = /* css */ `
.graphiql-tab:focus-within { transform: none !important; }
`;

/** Style sheet of the page while the editor and its style sheet are loading. */
export const FIRST_PAINT_STYLE = /* css */ `
body { margin: 0; background: #fff; color: #2d3340; }
.first-paint { padding: 0 16px; }
.first-paint h1 { margin: 14px 0; font: 500 16px/1.4 system-ui, sans-serif; }
.first-paint pre { margin: 0; overflow: hidden; font: 13px/1.4 "Fira Code", ui-monospace, monospace; }
@media (prefers-color-scheme: dark) { body { background: #212a3b; color: #e6e9ef; } }
`;
