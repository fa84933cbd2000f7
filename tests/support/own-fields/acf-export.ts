import { CATEGORIES, renderWxr } from '../wordpress.js';

/** Tags of the export, to which a field of ACF refers by ID. */
const TAGS = `<wp:tag><wp:term_id>31</wp:term_id><wp:tag_slug>fish</wp:tag_slug><wp:tag_name>Fish</wp:tag_name></wp:tag>`;

/** Adds the reference to its definition that ACF stores beside each value, with a leading underscore. */
function withAcfKeys(values: Record<string, string>): Record<string, string> {
  const keys = Object.keys(values).map((name, i) => [`_${name}`, `field_5f0c${String(i).padStart(9, '0')}`]);
  return { ...values, ...Object.fromEntries(keys) };
}

/** Renders a WordPress export with values as Advanced Custom Fields stores them, for the example's fields. */
export function renderAcfExport(): string {
  return renderWxr(
    [
      {
        id: 21,
        type: 'attachment',
        title: 'poster',
        status: 'inherit',
        file: 'https://old.example/wp-content/uploads/poster.jpg',
        meta: { _wp_attachment_image_alt: 'The poster' },
      },
      {
        id: 101,
        title: 'The Harbour Kitchen',
        slug: 'harbour-kitchen',
        content: '<p>Fish, and a view.</p>',
        type: 'review',
        meta: withAcfKeys({
          kicker: 'Eating &amp; drinking',
          verdict: '<p>Go <strong>now</strong>.</p>',
          spice_level: '4',
          is_sponsored: '0',
          event_date: '20260301',
          price_range: 'moderate',
          website:
            'a:3:{s:5:"title";s:4:"Menu";s:3:"url";s:26:"https://kitchen.example/en";s:6:"target";s:0:"";}',
          poster: '21',
          // A later item, an item that the export lacks, and the order of the editor.
          see_also: 'a:2:{i:0;s:3:"102";i:1;s:3:"999";}',
          location: '',
          location_name: 'Quay 4',
          location_latitude: '53.35',
          stars: '5',
          critic: '2',
          pros: '2',
          pros_0_text: 'Fish',
          pros_1_text: 'The view',
          chef: 'Ben',
        }),
      },
      {
        id: 102,
        title: 'A walk on the pier',
        slug: 'pier-walk',
        content: '<p>Wind.</p>',
        author: 'ben.b',
        meta: withAcfKeys({
          kicker: 'Outdoors',
          spice_level: 'hot',
          event_date: '',
          is_sponsored: '1',
          stars: '3',
        }),
      },
    ],
    { head: `${CATEGORIES}\n${TAGS}` },
  );
}
