/**
 * Script that defines the panel below the editor: examples and former operations to open, perspective and API key of
 * requests, the status of the last response, buttons that copy or share the operation, and the events of a
 * subscription with their times.
 */
export const PANEL = /* js */ `
// An operation begins a document or follows a definition. Elsewhere its keyword may be a word of a text.
const BEFORE_OPERATION = '(?:^|})[\\\\s,]*';

// How @dateline/client sends an operation; 'live' is a query that is followed with @live.
const findDatelineMethod = (query, operationName) => {
  const text = query.replace(/#.*/g, '');
  const named = operationName && '\\\\s+' + operationName;
  const isLike = (pattern) => new RegExp(BEFORE_OPERATION + pattern).test(text);
  if (isLike('subscription' + named + '\\\\b')) return 'subscribe';
  if (isLike('query' + named + '\\\\b[^{]*@live\\\\b')) return 'live';
  return isLike('mutation' + named + '\\\\b') ? 'mutate' : 'query';
};

const createDatelinePanel = ({ endpoint, examples, storage }) => {
  const MAX_EVENTS = 100;
  const MAX_HISTORY = 30;
  const HISTORY_KEY = 'dateline:history';
  const create = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const perspective = create('select', {}, ...['published', 'members', 'preview'].map((value) => create('option', { value }, value)));
  // Kept in memory only, as it gives access to drafts.
  const key = create('input', { type: 'password', autocomplete: 'off', placeholder: 'API key', size: 14 });
  const cost = create('input', { type: 'checkbox' });
  const facts = create('output', { className: 'dateline-facts' });
  const list = create('ol', { reversed: true });
  const summary = create('summary', {}, 'Events');
  const events = create('details', { hidden: true }, summary, list);
  // Name of the operation that ran last: of a document with several, the one to copy.
  let lastName = '';

  const getHeaders = () => ({
    ...(key.value && { authorization: 'Bearer ' + key.value }),
    ...(perspective.value !== 'published' && { 'x-perspective': perspective.value }),
    ...(cost.checked && { 'x-show-cost': '1' }),
  });

  // The editors of the current tab. Their models are named operation.graphql, variables.json and request-headers.json.
  const findEditor = (name) => globalThis.monaco?.editor.getEditors().find((editor) => editor.getModel()?.uri.path.endsWith(name));
  const readEditor = (name) => findEditor(name)?.getValue().trim() ?? '';
  const readJson = (name, label) => {
    try {
      return JSON.parse(readEditor(name) || '{}');
    } catch {
      throw new Error(label + ' are not valid JSON.');
    }
  };
  const listOperations = (query) =>
    [...query.replace(/#.*/g, '').matchAll(new RegExp(BEFORE_OPERATION + '(?:query|mutation|subscription)\\\\s+(\\\\w+)', 'g'))].map(([, name]) => name);
  const readOperation = () => {
    const query = readEditor('operation.graphql');
    if (!query) throw new Error('The tab has no operation.');
    const names = listOperations(query);
    const operationName = names.includes(lastName) ? lastName : names[0];
    const variables = readJson('variables.json', 'Variables');
    return {
      params: { query, ...(Object.keys(variables).length > 0 && { variables }), ...(operationName && { operationName }) },
      headers: { ...getHeaders(), ...readJson('request-headers.json', 'Headers') },
      method: findDatelineMethod(query, operationName ?? ''),
    };
  };
  // GraphiQL opens new tabs only empty, by its button.
  const openTab = async ({ query, variables = '' }) => {
    const former = document.querySelector('.graphiql-tab-active');
    document.querySelector('.graphiql-tab-add').click();
    while (document.querySelector('.graphiql-tab-active') === former) await new Promise(requestAnimationFrame);
    findEditor('variables.json')?.setValue(variables);
    const editor = findEditor('operation.graphql');
    editor.setValue(query);
    editor.focus();
  };

  const readHistory = () => {
    try {
      return JSON.parse(storage.getItem(HISTORY_KEY) ?? '[]');
    } catch {
      return [];
    }
  };
  const addToHistory = ({ query, variables }) => {
    const entry = { query, variables: variables && JSON.stringify(variables, null, 2), at: Date.now() };
    const isSame = (other) => other.query === entry.query && other.variables === entry.variables;
    if (examples.includes(query)) return;
    const others = readHistory().filter((other) => !isSame(other));
    try {
      storage.setItem(HISTORY_KEY, JSON.stringify([entry, ...others].slice(0, MAX_HISTORY)));
    } catch {
      // The storage of this origin is full: the operation runs all the same.
    }
  };

  const createMenu = (label, listItems, emptyText) => {
    if (!('popover' in HTMLElement.prototype)) return []; // the menu would stay open
    const items = create('ul', {});
    const menu = create('div', { className: 'dateline-menu', popover: 'auto', ariaLabel: label, role: 'group' }, items);
    const button = create('button', { type: 'button', popoverTargetElement: menu }, label);
    menu.addEventListener('beforetoggle', ({ newState }) => {
      if (newState !== 'open') return;
      const found = listItems();
      items.replaceChildren(
        ...found.map(({ name, text, tab }) => {
          const item = create('button', { type: 'button' }, create('b', {}, name), ' ', create('span', {}, text));
          item.onclick = () => {
            menu.hidePopover();
            void openTab(tab);
          };
          return create('li', {}, item);
        }),
        ...(found.length === 0 ? [create('li', {}, emptyText)] : []),
      );
      const { left } = button.getBoundingClientRect();
      menu.style.bottom = innerHeight - panel.getBoundingClientRect().top + 4 + 'px';
      menu.style.left = Math.min(left, Math.max(8, innerWidth - 488)) + 'px';
    });
    return [button, menu];
  };
  const nameOf = (query) => listOperations(query)[0] ?? query.replace(/\\s+/g, ' ').slice(0, 30);
  const listExamples = () =>
    examples.map((query) => ({
      name: nameOf(query),
      text: query.split('\\n').filter((line) => line.startsWith('# ')).map((line) => line.slice(2)).join(' '),
      tab: { query },
    }));
  const listHistory = () =>
    readHistory().map(({ query, variables, at }) => ({
      name: nameOf(query),
      text: new Date(at).toLocaleString() + (variables ? ' ' + variables.replace(/\\s+/g, ' ').slice(0, 60) : ''),
      tab: { query, variables },
    }));

  const quote = (text) => "'" + text.replaceAll("'", "'\\\\''") + "'";
  const getUrl = () => new URL(endpoint, location.href).href;
  // A copy holds the name of a variable in place of the key.
  const withoutKey = (headers) =>
    Object.entries({ 'content-type': 'application/json', ...headers }).map(([name, value]) => [
      name,
      name.toLowerCase() === 'authorization' ? 'Bearer $DATELINE_KEY' : String(value),
    ]);
  const formats = {
    curl: ({ params, headers }) =>
      ['curl ' + quote(getUrl())]
        .concat(withoutKey(headers).map(([name, value]) =>
          '-H ' + (value.includes('$DATELINE_KEY') ? '"' + name + ': ' + value + '"' : quote(name + ': ' + value))))
        .concat('-d ' + quote(JSON.stringify(params)))
        .join(' \\\\\\n  '),
    fetch: ({ params, headers }) =>
      'const response = await fetch(' + JSON.stringify(getUrl()) + ', {\\n  method: "POST",\\n  headers: ' +
      JSON.stringify(Object.fromEntries(withoutKey(headers))).replace('"Bearer $DATELINE_KEY"', '\`Bearer \${process.env.DATELINE_KEY}\`') +
      ',\\n  body: JSON.stringify(' + JSON.stringify(params) + '),\\n});\\nconst { data, errors } = await response.json();',
    TypeScript: ({ params: { query, variables }, headers, method }) => {
      const text = query.replace(/[\`\\\\]|\\$\\{/g, '\\\\$&');
      const values = variables ? ', ' + JSON.stringify(variables) : '';
      const options = [
        'url: ' + JSON.stringify(getUrl()),
        ...(headers.authorization ? ['key: process.env.DATELINE_KEY!'] : []),
        ...(headers['x-perspective'] === 'preview' ? ["perspective: 'preview'"] : []),
      ];
      const call = 'client.' + method + '(document' + values + ')';
      const isStream = method === 'subscribe' || method === 'live';
      return [
        'import { createClient } from "@dateline/client";',
        'import { graphql } from "./graphql"; // of gql.tada or graphql-codegen, which know the types',
        '',
        'const document = graphql(\`' + text + '\`);',
        'const client = createClient({ ' + options.join(', ') + ' });',
        isStream ? 'for await (const data of ' + call + ') console.log(data);' : 'const data = await ' + call + ';',
      ].join('\\n');
    },
    // Behind #, which browsers send to no server. A shared address has no key.
    link: ({ params: { query, variables }, headers }) => {
      const shared = new URLSearchParams({
        query,
        ...(variables && { variables: JSON.stringify(variables) }),
        ...(headers['x-perspective'] && { perspective: headers['x-perspective'] }),
      });
      return getUrl() + '#' + shared;
    },
  };
  const createCopyButton = (name) => {
    const label = name === 'link' ? 'Share' : 'Copy as ' + name;
    const button = create('button', { type: 'button' }, label);
    button.onclick = async () => {
      let text;
      try {
        text = formats[name](readOperation());
      } catch (error) {
        facts.textContent = error.message;
        return;
      }
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
        setTimeout(() => { button.textContent = label; }, 1500);
      } catch {
        // Over plain HTTP, browsers have a clipboard for localhost only.
        prompt('Copy the request:', text);
      }
    };
    return button;
  };
  const formatSize = (bytes) => (bytes < 1000 ? bytes + ' B' : (bytes / 1000).toFixed(1) + ' kB');
  const setWaiting = (isWaiting) => document.body.classList.toggle('dateline-waiting', isWaiting);

  const panel = create('section', { className: 'dateline-panel', ariaLabel: 'Request and response' },
    ...createMenu('Examples', listExamples),
    ...createMenu('History', listHistory, 'Operations that you run are listed here, without the API key.'),
    create('label', {}, 'Perspective ', perspective),
    create('label', {}, 'Key ', key),
    create('label', {}, cost, ' Cost'),
    facts,
    ...Object.keys(formats).map(createCopyButton),
    events);
  document.body.append(panel);

  return {
    getHeaders,
    isEditorReady: () => readEditor('operation.graphql') !== '',
    // The method of @dateline/client that sends the operation.
    begin(params, method) {
      lastName = params.operationName ?? '';
      addToHistory(params);
      list.replaceChildren();
      events.hidden = true;
      const isStream = method === 'subscribe' || method === 'live';
      setWaiting(isStream);
      facts.textContent = isStream ? 'Connecting' : 'Waiting for the response';
    },
    setPerspective(value) {
      if ([...perspective.options].some((option) => option.value === value)) perspective.value = value;
    },
    showResponse(response, body, result, startedAt) {
      const { fields, points } = result.extensions?.cost ?? {};
      facts.textContent = [
        response.status,
        Math.round(performance.now() - startedAt) + ' ms',
        formatSize(new Blob([body]).size),
        ...(fields === undefined ? [] : ['cost ' + fields + ' fields, ' + points + (points === 1 ? ' point' : ' points')]),
        ...(response.headers.has('x-cache') ? ['x-cache ' + response.headers.get('x-cache')] : []),
      ].join(' · ');
    },
    showConnected() {
      facts.textContent = 'Connected at ' + new Date().toLocaleTimeString() + ', waiting for the first event';
    },
    showEvent(result) {
      setWaiting(false);
      const time = create('time', {}, new Date().toLocaleTimeString());
      list.prepend(create('li', {}, time, ' ', create('code', {}, JSON.stringify(result.data ?? result))));
      while (list.children.length > MAX_EVENTS) list.lastChild.remove();
      events.hidden = false;
      summary.textContent = 'Events (' + list.children.length + ')';
      facts.textContent = 'Connected, last event at ' + time.textContent;
    },
    showEnd() {
      setWaiting(false);
      facts.textContent = 'Ended at ' + new Date().toLocaleTimeString();
    },
  };
};
`;

/** Style sheet of the panel, which wraps on narrow screens. */
export const PANEL_STYLE = /* css */ `
body { display: flex; flex-direction: column; height: 100vh; height: 100dvh; margin: 0; }
#root { flex: 1; min-height: 0; }
#root .graphiql-container { width: 100%; height: 100%; }
.graphiql-logo > * { gap: 8px; white-space: nowrap; }
.graphiql-logo h1 { margin: 0; font: inherit; color: hsl(var(--color-neutral)); }
.dateline-panel { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 8px 12px; border-top: 1px solid #d3d7de; background: #fff; color: #2d3340; font: 14px/1.4 Roboto, system-ui, sans-serif; max-height: 45vh; overflow: auto; }
.dateline-panel select, .dateline-panel input, .dateline-panel > button { font: inherit; color: inherit; background: transparent; border: 1px solid #868d9b; border-radius: 4px; padding: 3px 8px; }
.dateline-panel option { color: #2d3340; background: #fff; }
.dateline-panel ::placeholder { color: #5b6270; opacity: 1; }
.dateline-facts { flex: 1; min-width: 12em; font-variant-numeric: tabular-nums; }
.dateline-panel details { flex-basis: 100%; }
.dateline-panel ol { margin: 4px 0 0; padding-left: 2.5em; }
.dateline-panel code { overflow-wrap: anywhere; font-family: "Fira Code", ui-monospace, monospace; font-size: 13px; }
.dateline-menu { position: fixed; inset: auto; margin: 0; padding: 4px; box-sizing: border-box; width: min(480px, 100vw - 16px); max-height: 60vh; overflow: auto; border: 1px solid #868d9b; border-radius: 6px; background: #fff; color: #2d3340; font: 14px/1.4 Roboto, system-ui, sans-serif; }
.dateline-menu ul { list-style: none; margin: 0; padding: 0; }
.dateline-menu li { padding: 0; }
.dateline-menu li:not(:has(button)) { padding: 6px 8px; }
.dateline-menu button { display: block; width: 100%; padding: 6px 8px; border: 0; border-radius: 4px; background: transparent; color: inherit; font: inherit; text-align: left; cursor: pointer; }
.dateline-menu button:hover, .dateline-menu button:focus-visible { background: #e8ebf0; }
.dateline-menu b { font-weight: 500; }
/* GraphiQL shows a spinner until the first event, which may be long in coming. */
.dateline-waiting .graphiql-response .graphiql-spinner { width: auto; height: auto; padding: 16px; }
.dateline-waiting .graphiql-response .graphiql-spinner::after { content: "Waiting for the first event."; position: static; display: block; width: auto; height: auto; border: 0; animation: none; margin: 0; color: hsl(var(--color-neutral)); font: 14px/1.4 Roboto, system-ui, sans-serif; }
#root a.graphiql-doc-explorer-type-name { text-decoration: underline; }
body:not(.graphiql-dark) #root a.graphiql-doc-explorer-type-name { color: #8a4b00; }
body:not(.graphiql-dark) #root .graphiql-doc-explorer-root-type { color: #185fa8; }
#root .monaco-hover .hover-row.status-bar .action { color: inherit; }
#root .monaco-editor .line-numbers { color: #5b6270; }
body:not(.graphiql-dark) #root .result-window .mtk8 { color: #067549; } /* numbers, on grey */
body.graphiql-dark #root .monaco-editor .line-numbers { color: #b7becb; }
body.graphiql-dark #root .mtk8 { color: #8fbf7a; } /* comments */
body.graphiql-dark .dateline-panel, body.graphiql-dark .dateline-menu { background: #212a3b; color: #e6e9ef; border-color: #46506a; }
body.graphiql-dark .dateline-menu button:is(:hover, :focus-visible) { background: #34405a; }
body.graphiql-dark .dateline-panel ::placeholder { color: #b7becb; }
@media (prefers-color-scheme: dark) {
  body:not(.graphiql-light) :is(.dateline-panel, .dateline-menu) { background: #212a3b; color: #e6e9ef; border-color: #46506a; }
  body:not(.graphiql-light) .dateline-menu button:is(:hover, :focus-visible) { background: #34405a; }
  body:not(.graphiql-light) #root a.graphiql-doc-explorer-type-name { color: #fc9; }
  body:not(.graphiql-light) #root .graphiql-doc-explorer-root-type { color: #9cc8f5; }
  body:not(.graphiql-light) .dateline-panel ::placeholder { color: #b7becb; }
  body:not(.graphiql-light) #root .monaco-editor .line-numbers { color: #b7becb; }
  body:not(.graphiql-light) #root .mtk8, body:not(.graphiql-light) #root .result-window .mtk8 { color: #8fbf7a; }
}
@media (max-width: 700px) {
  .dateline-panel { gap: 6px 8px; padding: 6px 8px; font-size: 13px; }
  .graphiql-horizontal-drag-bar { display: none; }
  /* For screen readers only: there is no room next to the tabs. */
  .graphiql-container .graphiql-logo { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .graphiql-container .graphiql-sessions { margin: 4px 4px 0 0; }
  .graphiql-container #graphiql-session { flex-direction: column; min-height: 0; }
}
`;
