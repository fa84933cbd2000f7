/** Renders the stylesheet of the newsletter pages. `colour` is #rrggbb. */
export function renderStylesheet(colour: string): string {
  return `:root { color-scheme: light dark; --accent: ${colour}; --accent-text: #fff; --paper: #fff; --ground: #f3f2ee; --ink: #1d1d1b; --quiet: #5d5c57; --line: #dddbd3; --wrong: #a3211b; }
@media (prefers-color-scheme: dark) {
  :root { --accent: color-mix(in srgb, ${colour} 40%, #fff); --accent-text: #121211; --paper: #1e1e1c; --ground: #121211; --ink: #ecebe6; --quiet: #a9a79f; --line: #3a3a36; --wrong: #ff9c94; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.125rem/1.55 Georgia, 'Times New Roman', serif; }
main { max-width: 38rem; margin: 3rem auto; padding: 2.25rem 2.5rem 2.5rem; background: var(--paper); border-top: 4px solid var(--accent); }
.site { margin: 0 0 1.25rem; font: 0.875rem/1.4 Arial, Helvetica, sans-serif; letter-spacing: 0.06em; text-transform: uppercase; }
.site a { text-decoration: none; }
[dir=rtl] .site { letter-spacing: normal; }
[dir=rtl] input[type=email] { text-align: right; }
h1 { margin: 0 0 1rem; font-size: 1.9rem; line-height: 1.2; overflow-wrap: break-word; }
h2 { margin: 2.25rem 0 0.5rem; font: bold 1rem/1.4 Arial, Helvetica, sans-serif; }
p { margin: 0 0 1rem; overflow-wrap: break-word; }
a { color: var(--accent); }
.quiet, .issues span { color: var(--quiet); font-size: 1rem; }
.wrong { color: var(--wrong); }
form { margin: 1.5rem 0; }
label { display: block; margin: 0 0 0.35rem; font: bold 0.95rem/1.4 Arial, Helvetica, sans-serif; }
input[type=email] { width: 100%; margin: 0 0 1rem; padding: 0.7rem 0.8rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: 3px; }
button { padding: 0.75rem 1.4rem; font: bold 1.05rem/1.3 Arial, Helvetica, sans-serif; color: var(--accent-text); background: var(--accent); border: 2px solid var(--accent); border-radius: 3px; cursor: pointer; }
button.second { color: var(--accent); background: transparent; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.issues { margin: 0; padding: 0; list-style: none; }
.issues li { padding: 0.7rem 0; border-top: 1px solid var(--line); }
.issues span { display: block; }
main > :last-child { margin-bottom: 0; }
@media (max-width: 40rem) { main { margin: 0; padding: 1.5rem 1.25rem 2rem; min-height: 100vh; } }
`;
}
