import { createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  createCloudinaryUrls,
  createImgixUrls,
  createNextImageUrls,
  createThumborUrls,
} from '../../../src/media/image-services.js';
import { MediaSigner } from '../../../src/media/media-signer.js';
import { type BuildVariantUrl, MediaUrls } from '../../../src/media/media-urls.js';
import { planVariant, type VariantRequest } from '../../../src/media/variants/variant.js';

const ORIGINAL = { width: 1_600, height: 900 };
const URL_OF_ORIGINAL = 'https://gateway.example/media/a.jpg';
const ENCODED = encodeURIComponent(URL_OF_ORIGINAL);

/** Builds the URL of a variant of a picture whose focal point is at the right. */
function build(buildVariantUrl: BuildVariantUrl, request: VariantRequest): string | null {
  const urls = new MediaUrls({
    ...{ baseUrl: 'https://gateway.example', signer: new MediaSigner(new Uint8Array(32)) },
    ...{ storage: { getUrl: (key) => `/media/${key}` }, buildVariantUrl },
  });
  return urls.buildVariantUrl(
    null,
    URL_OF_ORIGINAL,
    ORIGINAL,
    planVariant(ORIGINAL, { x: 0.9, y: 0.5 }, request),
  );
}

const WHOLE = { width: 800 } as const;
const SQUARE = { width: 300, height: 300, format: 'jpeg', quality: 60 } as const;
const DETAIL = { ...SQUARE, crop: 'entropy' } as const;

test('imgix crops around the focal point, and its URLs are signed with the token', () => {
  const imgix = createImgixUrls({ baseUrl: 'https://courier.imgix.net/', token: 'secret' });
  const path = `/${ENCODED}?w=300&h=300&q=60&fm=jpg&fit=crop&crop=focalpoint&fp-x=0.9&fp-y=0.5`;
  const signature = createHash('md5').update(`secret${path}`).digest('hex');
  expect(build(imgix, SQUARE)).toBe(`https://courier.imgix.net${path}&s=${signature}`);
  const unsigned = createImgixUrls({ baseUrl: 'https://courier.imgix.net' });
  expect(build(unsigned, WHOLE)).toBe(`https://courier.imgix.net/${ENCODED}?w=800&h=450&q=75&auto=format`);
  expect(build(unsigned, DETAIL)).toContain('&fit=crop&crop=entropy');
});

test('Cloudinary crops the part around the focal point before it scales it', () => {
  const cloudinary = createCloudinaryUrls({ cloudName: 'courier' });
  const base = 'https://res.cloudinary.com/courier/image/fetch';
  expect(build(cloudinary, SQUARE)).toBe(
    `${base}/c_crop,g_north_west,x_700,y_0,w_900,h_900/c_scale,w_300,h_300/f_jpg,q_60/${ENCODED}`,
  );
  expect(build(cloudinary, WHOLE)).toBe(`${base}/c_scale,w_800,h_450/f_auto,q_75/${ENCODED}`);
  expect(build(cloudinary, DETAIL)).toBe(`${base}/c_fill,g_auto,w_300,h_300/f_jpg,q_60/${ENCODED}`);
});

test('Thumbor crops the part around the focal point, and its URLs are signed with the key', () => {
  const thumbor = createThumborUrls({ baseUrl: 'https://thumbor.example', key: 'secret' });
  const path = `700x0:1600x900/300x300/filters:quality(60):format(jpeg)/${ENCODED}`;
  const signature = createHmac('sha1', 'secret').update(path).digest('base64url');
  expect(build(thumbor, SQUARE)).toMatch(new RegExp(`^https://thumbor\\.example/${signature}=?/`));
  expect(build(thumbor, SQUARE)).toContain(`/${path}`);
  const unsafe = createThumborUrls({ baseUrl: 'https://thumbor.example' });
  expect(build(unsafe, WHOLE)).toBe(`https://thumbor.example/unsafe/800x450/filters:quality(75)/${ENCODED}`);
  expect(build(unsafe, DETAIL)).toContain('/unsafe/300x300/smart/');
});

test('URLs for the optimizer of Next.js have the next width that it accepts, and no crops', () => {
  const next = createNextImageUrls({ baseUrl: 'https://courier.example' });
  expect(build(next, WHOLE)).toBe(`https://courier.example/_next/image?url=${ENCODED}&w=828&q=75`);
  expect(build(next, { width: 20 })).toContain('&w=32&');
  expect([build(next, SQUARE), build(next, { ...WHOLE, format: 'webp' })]).toEqual([null, null]);
  const own = createNextImageUrls({ baseUrl: 'https://courier.example', widths: [900, 400], quality: 80 });
  expect(build(own, { width: 300 })).toContain('&w=400&q=80');
  expect(build(own, { width: 1_600 })).toContain('&w=900&');
});
