/** Where the page keeps its options for the script below: a data block, which the content policy never runs. */
export const OPTIONS_ELEMENT_ID = 'playground-options';

/** Runs before the editor loads: it starts its workers from files beside the script, so blob: stays forbidden. */
export const BEFORE_GRAPHIQL = /* js */ `
(() => {
  const here = document.currentScript.src;
  self.MonacoEnvironment = {
    globalAPI: false,
    getWorkerUrl: (_moduleId, label) => new URL(label + '.worker.js', here).href,
  };
})();
`;

/** Runs after GraphiQL is defined and opens it. */
export const AFTER_GRAPHIQL = /* js */ `
(() => {
  const here = document.currentScript.src;
  const { title, icon, endpoint, storagePrefix, ...options } = JSON.parse(
    document.getElementById('${OPTIONS_ELEMENT_ID}').textContent,
  );

  const isSubscription = (document, operationName) => {
    const keyword = '(^|[}\\\\s])subscription' + (operationName && '\\\\s+' + operationName) + '\\\\b';
    return new RegExp(keyword).test(document.replace(/#.*/g, ''));
  };

  // Browsers set no headers on a WebSocket: they go with its first message.
  const subscribe = async (params, connectionParams) => {
    const { createClient } = await import(new URL('client.js', here));
    const url = new URL(endpoint, location.href.replace(/^http/, 'ws')).href;
    return createClient({ url, connectionParams }).iterate(params);
  };

  // The bundle's own fetcher parses and reprints the document first: a syntax error then shows a stack trace, and
  // the server's error positions no longer match the editor's lines.
  const fetcher = async ({ operationName, ...params }, { headers } = {}) => {
    // GraphiQL notices a tenth of a second late that another tab is open, and names an operation of the last one.
    const isInDocument = new RegExp('\\\\b' + operationName + '\\\\b').test(params.query);
    if (isSubscription(params.query, isInDocument ? operationName : '')) {
      return subscribe(isInDocument ? { ...params, operationName } : params, headers);
    }
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(isInDocument ? { ...params, operationName } : params),
    });
    const body = await response.text();
    try {
      return JSON.parse(body);
    } catch {
      return { errors: [{ message: response.status + ' ' + response.statusText, extensions: { body } }] };
    }
  };

  // Under a prefix: another GraphiQL may have left its tabs on this host and port.
  const stored = (name) => storagePrefix + name;
  const ours = () => Object.keys(localStorage).filter((name) => name.startsWith(storagePrefix));
  const storage = {
    getItem: (name) => localStorage.getItem(stored(name)),
    setItem: (name, value) => localStorage.setItem(stored(name), value),
    removeItem: (name) => localStorage.removeItem(stored(name)),
    clear: () => ours().forEach((name) => localStorage.removeItem(name)),
    get length() {
      return ours().length;
    },
  };

  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
    ...options,
    // As elements: a string would be taken for HTML.
    title: React.createElement('span', null, title),
    logo: React.createElement('img', { src: icon, alt: '', width: 28, height: 28 }),
    fetcher,
    storage,
    // Its default writes each keystroke into the address, until a reload exceeds the server's header limit.
    onEditQuery: () => {},
  });
})();
`;

/**
 * Follows GraphiQL's own style. GraphiQL hides a stale drag offset of its tabs until one gets the focus: the tab
 * then jumps away from under the pointer, and the first click on it is lost.
 */
export const STYLE = /* css */ `
.graphiql-tab:focus-within { transform: none !important; }
`;
