/**
 * Script that defines the panel below the editor: perspective and API key of requests, the status of the last
 * response, buttons that copy or share the request, and the events of a subscription with their times.
 */
export const PANEL = /* js */ `
const createDatelinePanel = (endpoint) => {
  const MAX_EVENTS = 100;
  const create = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const perspective = create('select', {}, ...['published', 'members', 'preview'].map((value) => create('option', { value }, value)));
  // Kept in memory only, as it gives access to drafts.
  const key = create('input', { type: 'password', autocomplete: 'off', placeholder: 'API key', size: 14 });
  const cost = create('input', { type: 'checkbox' });
  const facts = create('output', { className: 'dateline-facts' }, 'No response yet');
  const list = create('ol', { reversed: true });
  const summary = create('summary', {}, 'Events');
  const events = create('details', { hidden: true }, summary, list);
  let last = null;

  const getHeaders = () => ({
    ...(key.value && { authorization: 'Bearer ' + key.value }),
    ...(perspective.value !== 'published' && { 'x-perspective': perspective.value }),
    ...(cost.checked && { 'x-show-cost': '1' }),
  });
  const quote = (text) => "'" + text.replaceAll("'", "'\\\\''") + "'";
  const getUrl = () => new URL(endpoint, location.href).href;
  // A copy holds the name of a variable in place of the key.
  const withoutKey = (headers) =>
    Object.entries({ 'content-type': 'application/json', ...headers }).map(([name, value]) => [
      name,
      name.toLowerCase() === 'authorization' ? 'Bearer $DATELINE_KEY' : value,
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
      const values = variables && Object.keys(variables).length > 0 ? ', ' + JSON.stringify(variables) : '';
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
    const button = create('button', { type: 'button', disabled: true }, label);
    button.onclick = async () => {
      const text = formats[name](last);
      await navigator.clipboard.writeText(text).then(
        () => { button.textContent = 'Copied'; },
        () => prompt('Copy the request:', text),
      );
      setTimeout(() => { button.textContent = label; }, 1500);
    };
    return button;
  };
  const buttons = Object.keys(formats).map(createCopyButton);
  // The method of @dateline/client that sends the operation.
  const begin = (params, headers, method) => {
    last = { params, headers, method };
    for (const button of buttons) button.disabled = false;
    list.replaceChildren();
    events.hidden = true;
  };
  const formatSize = (bytes) => (bytes < 1000 ? bytes + ' B' : (bytes / 1000).toFixed(1) + ' kB');

  document.body.append(
    create('section', { className: 'dateline-panel', ariaLabel: 'Request and response' },
      create('label', {}, 'Perspective ', perspective),
      create('label', {}, 'Key ', key),
      create('label', {}, cost, ' Cost'),
      facts,
      ...buttons,
      events),
  );

  return {
    getHeaders,
    begin,
    setPerspective(value) {
      if (value === 'preview') perspective.value = value;
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
    showEvent(result) {
      const time = create('time', {}, new Date().toLocaleTimeString());
      list.prepend(create('li', {}, time, ' ', create('code', {}, JSON.stringify(result.data ?? result))));
      while (list.children.length > MAX_EVENTS) list.lastChild.remove();
      events.hidden = false;
      summary.textContent = 'Events (' + list.children.length + ')';
      facts.textContent = 'Last result at ' + time.textContent;
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
.dateline-panel { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 8px 12px; border-top: 1px solid #d3d7de; background: #fff; color: #2d3340; font: 14px/1.4 system-ui, sans-serif; max-height: 45vh; overflow: auto; }
.dateline-panel select, .dateline-panel input, .dateline-panel button { font: inherit; color: inherit; background: transparent; border: 1px solid #868d9b; border-radius: 4px; padding: 3px 8px; }
.dateline-panel option { color: #2d3340; background: #fff; }
.dateline-panel button:disabled { opacity: .7; }
.dateline-panel ::placeholder { color: #5b6270; opacity: 1; }
.dateline-facts { flex: 1; min-width: 12em; font-variant-numeric: tabular-nums; }
.dateline-panel details { flex-basis: 100%; }
.dateline-panel ol { margin: 4px 0 0; padding-left: 2.5em; }
.dateline-panel code { overflow-wrap: anywhere; }
#root .monaco-editor .line-numbers { color: #5b6270; }
body.graphiql-dark #root .monaco-editor .line-numbers { color: #b7becb; }
body.graphiql-dark #root .mtk8 { color: #8fbf7a; } /* comments */
body.graphiql-dark .dateline-panel { background: #212a3b; color: #e6e9ef; border-color: #46506a; }
body.graphiql-dark .dateline-panel ::placeholder { color: #b7becb; }
@media (prefers-color-scheme: dark) {
  body:not(.graphiql-light) .dateline-panel { background: #212a3b; color: #e6e9ef; border-color: #46506a; }
  body:not(.graphiql-light) .dateline-panel ::placeholder { color: #b7becb; }
  body:not(.graphiql-light) #root .monaco-editor .line-numbers { color: #b7becb; }
  body:not(.graphiql-light) #root .mtk8 { color: #8fbf7a; }
}
@media (max-width: 700px) {
  .dateline-panel { gap: 6px 8px; padding: 6px 8px; font-size: 13px; }
  .graphiql-horizontal-drag-bar { display: none; }
  /* For screen readers only: there is no room beside the tabs. */
  .graphiql-container .graphiql-logo { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .graphiql-container .graphiql-sessions { margin: 4px 4px 0 0; }
  .graphiql-container #graphiql-session { flex-direction: column; min-height: 0; }
}
`;
