// Draws the pictures of the sample content: every SVG of drawings/ becomes a WebP in media/.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const drawings = new URL('drawings/', import.meta.url);
const media = new URL('media/', import.meta.url);
await mkdir(media, { recursive: true });
for (const file of await readdir(drawings)) {
  const isPortrait = file.startsWith('author-');
  const picture = sharp(await readFile(new URL(file, drawings)), { density: 144 })
    .resize(isPortrait ? 400 : 1_200)
    .webp({ quality: 80, effort: 6, smartSubsample: true });
  await writeFile(new URL(file.replace('.svg', '.webp'), media), await picture.toBuffer());
}
