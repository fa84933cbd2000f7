// Posts with sponsors in a real WordPress, which registers the types of the plugin Newspack Sponsors as it does.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendQuery } from './gateways.mjs';

/** Milliseconds in which a saved post has to be in the graph. */
const TIMEOUT_MS = 20_000;
const TYPES = `<?php
add_action( 'init', function () {
  $public = array( 'public' => true, 'show_in_rest' => true );
  register_taxonomy( 'newspack_spnsrs_tax', array( 'post', 'newspack_spnsrs_cpt' ), $public );
  register_post_type( 'newspack_spnsrs_cpt', $public + array(
    'supports' => array( 'title', 'editor', 'custom-fields' ), 'taxonomies' => array( 'category', 'post_tag' ) ) );
  $meta = array( 'show_in_rest' => true, 'single' => true );
  foreach ( array( 'newspack_sponsor_url', 'newspack_sponsor_sponsorship_scope' ) as $key )
    register_post_meta( 'newspack_spnsrs_cpt', $key, $meta + array( 'type' => 'string' ) );
  register_post_meta( 'newspack_spnsrs_cpt', 'newspack_sponsor_only_direct', $meta + array( 'type' => 'boolean' ) );
  register_post_meta( 'post', 'newspack_sponsor_sponsorship_scope', $meta + array( 'type' => 'string' ) );
} );`;

/** Registers sponsors in the WordPress of a folder, for every request from then on. */
export async function addSponsorTypes(folder) {
  const plugins = join(folder, 'site/wp-content/mu-plugins');
  await mkdir(plugins, { recursive: true });
  await writeFile(join(plugins, 'sponsors.php'), TYPES);
}

/**
 * Saves a post with a sponsor, one of a sponsored tag, and one that a sponsor underwrites, and waits until the graph has
 * what readers are to see of each; then renames the sponsor. Returns the faults, and the paths of the posts.
 */
export async function saveSponsored({ rest }, gateway) {
  const create = (path, content) => rest('POST', `wp/v2/${path}`, { status: 'publish', ...content });
  const url = 'https://bank.example/';
  const tag = await rest('POST', 'wp/v2/tags', { name: 'Paid by the ferry' });
  const bank = await create('newspack_spnsrs_cpt', {
    ...{ title: 'The Harbour Bank', slug: 'harbour-bank', meta: { newspack_sponsor_url: url } },
  });
  await create('newspack_spnsrs_cpt', { title: 'The Ferry & Sons', slug: 'ferry', tags: [tag.id] });
  const term = await rest('POST', 'wp/v2/newspack_spnsrs_tax', {
    name: 'The Harbour Bank',
    slug: 'harbour-bank',
  });
  const save = (title, content) => create('posts', { title, content: `<p>${title}</p>`, ...content });
  const named = await save('A sponsored story', { newspack_spnsrs_tax: [term.id] });
  const tagged = await save('A story of a paid tag', { tags: [tag.id] });
  const underwritten = await save('An underwritten story', {
    newspack_spnsrs_tax: [term.id],
    meta: { newspack_sponsor_sponsorship_scope: 'underwritten' },
  });
  const faults = [
    await waitFor(gateway, named, { name: 'The Harbour Bank', url }),
    await waitFor(gateway, tagged, { name: 'The Ferry & Sons', url: null }),
    await waitFor(gateway, underwritten, null),
  ];
  await rest('POST', `wp/v2/newspack_spnsrs_cpt/${bank.id}`, { title: 'The Old Harbour Bank' });
  await rest('POST', `wp/v2/posts/${named.id}`, { title: 'A sponsored story, changed' });
  faults.push(await waitFor(gateway, named, { name: 'The Old Harbour Bank', url }));
  return { faults: faults.filter(Boolean), posts: [named, tagged, underwritten] };
}

/** Waits until an article has a sponsor; null for none. Returns what it has in the end if that differs. */
async function waitFor(gateway, { link }, sponsor) {
  const query = 'query ($path: String!) { article(by: { path: $path }) { sponsorship { name url } } }';
  const variables = { path: new URL(link).pathname.replace(/\/$/, '') };
  const startedAt = performance.now();
  let article;
  do {
    ({ article } = await sendQuery(gateway, query, { variables }));
    if (article && JSON.stringify(article.sponsorship) === JSON.stringify(sponsor)) return null;
    await sleep(50);
  } while (performance.now() - startedAt < TIMEOUT_MS);
  return `${variables.path} has ${JSON.stringify(article)} in place of ${JSON.stringify(sponsor)}`;
}
