import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMediaLibrary, createMediaStorage } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { MediaCopier } from '../../../src/importers/media/media-copier.js';
import type { MediaTexts } from '../../../src/modules/media/media-library.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { loadExampleModel } from '../../support/own-fields/model.js';
import { drawPicture } from '../../support/pictures.js';

const IMAGE = 'image { url alt caption credit license width focalPoint { x y } }';
const ERRORS = 'userErrors { field code message }';
const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { id ${IMAGE} } ${ERRORS} } }`;
const UPDATE_FILE = `mutation ($input: UpdateMediaInput!) { updateMedia(input: $input) {
  file { name url alt caption credit license focalPoint { x y } } isExisting ${ERRORS} } }`;
const TEXTS = { alt: 'The quay', caption: 'At dawn', credit: 'Ada', license: 'CC BY' };

let folder: string;
let gateway: Gateway;
let asDesk: Query;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-image-inputs-'));
  const settings = { DATA_DIR: folder, GATEWAY_URL: 'https://gateway.example', CACHE_MB: '8' };
  gateway = await startGateway(settings, { model: await loadExampleModel() });
  asDesk = gateway.queryAs(await gateway.createKey('write', 'publish'));
});
afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

let width = 40;
/** Adds a picture of other bytes than all before. */
async function addFile(texts: MediaTexts = {}, bytes?: Buffer) {
  width += 1;
  const library = createMediaLibrary(readConfig({ DATA_DIR: folder }), {}, gateway.database.prisma);
  const file = await library.add(bytes ?? (await drawPicture({ width })), { name: 'quay.jpg', texts });
  return { id: toGlobalId('MediaFile', file.id), url: `https://gateway.example${file.path}`, width };
}
const create = async (image: object, input: object = {}) =>
  (await asDesk(CREATE, { input: { title: 'Low tide', image, publish: {}, ...input } })).createArticle;
const updateFile = async (input: object) => (await asDesk(UPDATE_FILE, { input })).updateMedia;

describe('A picture that is given by its file', () => {
  test('The texts and focal point are those of the file, and follow it in cached answers', async () => {
    const file = await addFile({ ...TEXTS, focalX: 0.25, focalY: 0.75 });
    const { article } = await create({ file: file.id }, { slug: 'by-file' });
    const ofFile = { url: file.url, width: file.width, ...TEXTS, focalPoint: { x: 0.25, y: 0.75 } };
    expect(article.image).toEqual(ofFile);
    const read = async () =>
      (await gateway.query(`{ article(by: { slug: "by-file" }) { ${IMAGE} } }`)).article;
    expect([await read(), await read()]).toEqual([{ image: ofFile }, { image: ofFile }]);
    const changed = { alt: '', caption: 'At noon', credit: null, license: 'CC0', focalPoint: { x: 0, y: 1 } };
    await updateFile({ id: file.id, ...changed });
    expect(await read()).toEqual({ image: { ...ofFile, ...changed } });
  });

  test('The texts and focal point of the use take the place of those of the file, also empty ones', async () => {
    const file = await addFile({ ...TEXTS, focalX: 0.25, focalY: 0.75 });
    const own = { alt: '', caption: '', credit: 'Jo', license: '', focalPoint: { x: 0.5, y: 0.5 } };
    const { article, userErrors } = await create({ file: file.id, ...own });
    expect(userErrors).toEqual([]);
    expect(article.image).toEqual({ ...own, url: file.url, width: file.width, caption: null, license: null });
    await updateFile({ id: file.id, alt: 'Other', caption: 'Other', license: 'Other' });
    const query = `query ($id: ID!) { article(by: { id: $id }) { ${IMAGE} } }`;
    expect((await gateway.query(query, { id: article.id })).article.image).toEqual(article.image);
  });

  test('Sections, tags, authors and own fields take a file too', async () => {
    const file = await addFile(TEXTS);
    for (const type of ['Section', 'Tag', 'Author']) {
      const name = type.toLowerCase();
      const document = `mutation ($input: Create${type}Input!) {
        create${type}(input: $input) { ${name} { ${IMAGE} } ${ERRORS} } }`;
      const { [`create${type}`]: payload } = await asDesk(document, {
        input: { name: `${type} with a picture`, image: { file: file.id } },
      });
      expect(payload).toMatchObject({
        [name]: { image: { url: file.url, alt: 'The quay' } },
        userErrors: [],
      });
    }
    const document = CREATE.replace('article { id', 'article { id fields { poster { url alt credit } }');
    const input = { title: 'Wide', fields: { poster: { file: file.id, alt: 'Wide' } } };
    const { article, userErrors } = (await asDesk(document, { input })).createArticle;
    expect([article.fields.poster, userErrors]).toEqual([{ url: file.url, alt: 'Wide', credit: 'Ada' }, []]);
  });

  test('Inputs that are incomplete or contradict themselves are refused with what to do', async () => {
    const file = await addFile();
    const sound = await addFile({}, Buffer.from('%PDF-1.4\n%%EOF\n'));
    const url = 'https://pictures.example/sea.jpg';
    const focalPoint = { x: 0.5, y: 0.5 };
    const cases: [object, string[], string, RegExp][] = [
      [{ alt: 'Sea' }, ['image', 'file'], 'INVALID', /Give file, the ID of a file/],
      [{ file: file.id, url, alt: '' }, ['image', 'url'], 'INVALID', /file or url, not both/],
      [{ url }, ['image', 'alt'], 'INVALID', /Give alt with url; it is empty for a decoration/],
      [{ file: toGlobalId('MediaFile', 999_999) }, ['image', 'file'], 'NOT_FOUND', /was not found/],
      [{ file: toGlobalId('Article', 1) }, ['image', 'file'], 'NOT_FOUND', /Send the field id/],
      [{ file: sound.id }, ['image', 'file'], 'INVALID', /is not a picture, but application\/pdf/],
      [{ file: file.id, focalPoint: { x: 2, y: 0 } }, ['image', 'focalPoint', 'x'], 'INVALID', /between 0/],
      [{ file: file.id, focalPoint, focalX: 1, focalY: 1 }, ['image', 'focalPoint'], 'INVALID', /replaces/],
      [{ file: file.id, focalX: 1 }, ['image', 'focalX'], 'INVALID', /both focalX and focalY/],
    ];
    for (const [image, field, code, message] of cases)
      expect(await create(image)).toEqual({
        article: null,
        userErrors: [{ field, code, message: expect.stringMatching(message) }],
      });
    const tag = `mutation ($input: CreateTagInput!) { createTag(input: $input) { ${ERRORS} } }`;
    const input = { name: 'Eels', image: { file: toGlobalId('MediaFile', 999_999) } };
    expect((await asDesk(tag, { input })).createTag.userErrors).toMatchObject([
      { field: ['image', 'file'], code: 'NOT_FOUND' },
    ]);
  });

  test('The deprecated names of the focal point go on working', async () => {
    const file = await addFile();
    const { article } = await create({ file: file.id, focalX: 0.1, focalY: 0.2 });
    expect(article.image.focalPoint).toEqual({ x: 0.1, y: 0.2 });
    const changed = await updateFile({ id: file.id, focalX: 0.3, focalY: 0.4 });
    expect(changed.file.focalPoint).toEqual({ x: 0.3, y: 0.4 });
    const removed = await updateFile({ id: file.id, focalPoint: null });
    expect(removed.file.focalPoint).toBeNull();
  });

  test('An export and its import keep the file, and what the use takes from it', async () => {
    const file = await addFile(TEXTS);
    await create({ file: file.id, caption: '', license: 'CC BY-NC' }, { slug: 'exported' });
    const target = join(folder, 'export');
    const storage = createMediaStorage(readConfig({ DATA_DIR: folder }), {});
    const { resultsWithReasons } = await exportMarkdown(target, gateway.database.prisma, {
      ...{ storage, model: await loadExampleModel() },
    });
    expect(resultsWithReasons).toEqual([]);
    const data = join(folder, 'imported');
    const after = await startGateway({ DATA_DIR: data, GATEWAY_URL: 'https://gateway.example' });
    const library = createMediaLibrary(readConfig({ DATA_DIR: data }), {}, after.database.prisma);
    const media = new MediaCopier({ library, fetcher: null, folder: target });
    await importMarkdown(target, after.importService, { media });
    const { id } = await after.database.prisma.mediaFile.findFirstOrThrow({ where: { width: file.width } });
    await after.queryAs(await after.createKey('write'))(UPDATE_FILE, {
      input: { id: toGlobalId('MediaFile', id), alt: 'After the import' },
    });
    const { article } = await after.query(`{ article(by: { slug: "exported" }) { ${IMAGE} } }`);
    expect(article.image).toMatchObject({
      ...{ alt: 'After the import', caption: null, credit: 'Ada', license: 'CC BY-NC' },
    });
    await after.close();
  });
});

describe('A file of the library', () => {
  test('It is renamed, and its URL stays', async () => {
    const file = await addFile(TEXTS);
    const renamed = await updateFile({ id: file.id, name: '  quay-at-dawn.jpg ' });
    expect(renamed).toMatchObject({
      file: { name: 'quay-at-dawn.jpg', url: file.url, ...TEXTS },
      isExisting: null,
      userErrors: [],
    });
    for (const name of [null, ' '])
      expect((await updateFile({ id: file.id, name })).userErrors).toEqual([
        { field: ['name'], code: 'INVALID', message: 'The name must not be empty.' },
      ]);
    const tooLong = await updateFile({ id: file.id, name: 'x'.repeat(201) });
    expect(tooLong.userErrors).toMatchObject([{ field: ['name'], code: 'TOO_LONG' }]);
  });

  test('An upload of its bytes returns it, with its texts, name and rights unchanged', async () => {
    const bytes = await drawPicture({ width: 333 });
    const upload = async (texts: object) => {
      const create = `mutation ($bytes: Int!) {
        createUpload(input: { name: "again.jpg", bytes: $bytes }) { upload { id url } } }`;
      const { id, url } = (await asDesk(create, { bytes: bytes.length })).createUpload.upload;
      await fetch(url.replace('https://gateway.example', gateway.address), { method: 'PUT', body: bytes });
      const finish = `mutation ($input: FinishUploadInput!) { finishUpload(input: $input) {
        isExisting file { id name alt caption credit license expiresAt } ${ERRORS} } }`;
      return (await asDesk(finish, { input: { id, ...texts } })).finishUpload;
    };
    const first = await upload(TEXTS);
    expect(first).toMatchObject({ isExisting: false, file: { name: 'again.jpg', ...TEXTS }, userErrors: [] });
    const second = await upload({ alt: 'Other', credit: null, expiresAt: '2020-01-01T00:00:00.000Z' });
    expect(second).toEqual({ ...first, isExisting: true });
  });
});
