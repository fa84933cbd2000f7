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
    globalAPI: false,
    getWorkerUrl: (_moduleId, label) => new URL(label + '.worker.js', here).href,
  };
})();
`;

/** Script that runs after GraphiQL is defined and opens it. */
export const AFTER_GRAPHIQL = /* js */ `
(() => {
  const here = document.currentScript.src;
  const { title, icon, endpoint, storagePrefix, ...options } = JSON.parse(
    document.getElementById('${OPTIONS_ELEMENT_ID}').textContent,
  );

  const panel = createDatelinePanel(endpoint);

  // A subscription, or a query that is followed with @live.
  const isFollowed = (document, operationName) => {
    const named = operationName && '\\\\s+' + operationName;
    const followed = '(^|[}\\\\s])(subscription' + named + '\\\\b|query' + named + '\\\\b[^{]*@live\\\\b)';
    return new RegExp(followed).test(document.replace(/#.*/g, ''));
  };

  // Browsers set no headers on a WebSocket: they go with its first message.
  const subscribe = async (params, connectionParams) => {
    const { createClient } = await import(new URL('client.js', here));
    const url = new URL(endpoint, location.href.replace(/^http/, 'ws')).href;
    const results = createClient({ url, connectionParams }).iterate(params);
    return {
      async next() {
        const result = await results.next();
        if (!result.done) panel.showEvent(result.value);
        return result;
      },
      return: () => results.return(),
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
    if (isOfReader) panel.begin(operation, headers);
    if (isFollowed(params.query, isInDocument ? operationName : '')) return subscribe(operation, headers);
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
    title: React.createElement('h1', null, title),
    logo: React.createElement('img', { src: icon, alt: '', width: 28, height: 28 }),
    fetcher,
    storage,
    // Its default writes each keystroke into the address, until a reload exceeds the server's header limit.
    onEditQuery: () => {},
  });
})();
`;

/**
 * Style sheet that follows GraphiQL's own. GraphiQL hides a stale drag offset of its tabs until one gets the
 * focus; the tab then jumps and misses the first click.
 */
export const STYLE = /* css */ `
.graphiql-tab:focus-within { transform: none !important; }
`;
