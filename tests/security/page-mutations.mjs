// Hostile pages: mutations of real ones, and deeply nested, huge and random ones.

import { createRandom } from '../support/random.mjs';

/**
 * Class names by which themes are recognised, combined at random so that rewrites interact in unusual ways.
 */
const NAMES =
  'caption credit wp-caption gallery wp-block-gallery kg-gallery-card kg-bookmark-card kg-toggle-card related share'
    .concat(
      ' gallery-icon wp-block-embed__wrapper kg-callout-card kg-product-card blocks-gallery-grid photo legend',
    )
    .split(' ');
const BOXES =
  'div span p figure figcaption section article aside a picture noscript dl dd dt blockquote li ul table tr td amp-img amp-carousel h2'.split(
    ' ',
  );
const LEAVES = [
  '<img src="https://h.example/a.jpg">',
  '<iframe src="https://youtu.be/x">',
  '<hr>',
  'Boats',
  '<br>',
];
const PIECE = /<[^>]*>|[^<]+/g;

/** Yields hostile pages. Most are mutations of `pages`, some are synthetic. */
export function* hostilePages(pages, seed, count) {
  const random = createRandom(seed);
  const pick = (all) => all[Math.floor(random() * all.length)];
  for (let i = 0; i < count; i += 1) {
    const kind = random();
    if (kind < 0.08) yield deep(random, pick);
    else if (kind < 0.12) yield huge(random, pick);
    else if (kind < 0.45) yield nested(random, pick);
    else yield mutated(pick(pages), random, pick);
  }
}

/** Generates nested boxes with pictures and words below an article's title, which many rewrites apply to. */
function nested(random, pick) {
  const box = (depth) => {
    const inner = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      depth > 0 && random() < 0.7 ? box(depth - 1) : pick(LEAVES),
    ).join(' ');
    const tag = pick(BOXES);
    return `<${tag} class="${pick(NAMES)} ${pick(NAMES)}">${inner}</${tag}>`;
  };
  const text = `<p>${'Long enough to be read by somebody. '.repeat(9)}</p>`;
  const boxes = Array.from({ length: 1 + Math.floor(random() * 24) }, () =>
    box(1 + Math.floor(random() * 7)),
  ).join(text);
  return `<title>A title of words</title><h1>A title of words</h1><article>${text}${boxes}${text}</article>`;
}

function deep(random, pick) {
  const [tag, times] = [pick(BOXES), 20 + Math.floor(random() * 3_000)];
  const open = `<${tag} class="${pick(NAMES)}">`.repeat(times);
  return `<title>Deep</title><h1>Deep</h1>${open}${pick(LEAVES)}${random() < 0.5 ? `</${tag}>`.repeat(times) : ''}`;
}

function huge(random, pick) {
  const [piece] = nested(random, pick).match(/<article>.*/s);
  return `<title>Huge words</title><h1>Huge words</h1>${piece.repeat(1 + Math.floor(400_000 / piece.length))}`;
}

/** Mutates a page: removes, duplicates, moves, truncates or renames some of its tags and texts. */
function mutated(page, random, pick) {
  const pieces = page.match(PIECE) ?? [];
  const changes = 1 + Math.floor(random() * 40);
  for (let i = 0; i < changes; i += 1) {
    const [at, other] = [0, 0].map(() => Math.floor(random() * pieces.length));
    const length = 1 + Math.floor(random() * 20);
    const kind = random();
    if (kind < 0.2) pieces.splice(at, length);
    else if (kind < 0.4) pieces.splice(at, 0, ...pieces.slice(other, other + length));
    else if (kind < 0.55) pieces[at] = `<${pick(BOXES)} class="${pick(NAMES)}">`;
    else if (kind < 0.7) pieces.splice(at, 0, `</${pick(BOXES)}>`);
    else if (kind < 0.85) pieces.splice(at, 0, pick(LEAVES));
    else pieces[at] = (pieces[at] ?? '').slice(0, Math.floor(random() * 30));
  }
  return pieces.join('');
}
