import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { checkMessages, listMissing } from '../../../../src/modules/newsletter/texts/check-messages.js';
import { getDirection } from '../../../../src/modules/newsletter/texts/direction.js';
import { MESSAGES } from '../../../../src/modules/newsletter/texts/messages.js';
import { LOCALES_FOLDER, TextCatalog } from '../../../../src/modules/newsletter/texts/text-catalog.js';

const SOURCES = new URL('../../../../src/modules/newsletter/', import.meta.url);
const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr'];
const parse = (message: string) => new IntlMessageFormat(message).getAst();
const readLocale = async (language: string): Promise<Record<string, string>> =>
  JSON.parse(await readFile(join(LOCALES_FOLDER, `${language}.json`), 'utf8'));

describe('The texts of the package', () => {
  test('There is a file for each language', async () => {
    expect((await readdir(LOCALES_FOLDER)).sort()).toEqual(LANGUAGES.map((language) => `${language}.json`));
  });

  test.each(LANGUAGES)('%s has every message, with the placeholders of the code', async (language) => {
    const messages = await readLocale(language);
    expect(listMissing(messages)).toEqual([]);
    expect(checkMessages(messages, parse)).toEqual([]);
  });

  test.each(LANGUAGES)('%s has a plural form for every number up to 200', async (language) => {
    const rules = new Intl.PluralRules(language);
    const needed = new Set(Array.from({ length: 201 }, (_, number) => rules.select(number)));
    for (const [key, message] of Object.entries(await readLocale(language)))
      for (const element of parse(message))
        if (element.type === 6) {
          const forms = Object.keys(element.options);
          expect([key, [...needed].filter((form) => !forms.includes(form))]).toEqual([key, []]);
        }
  });

  test.each(LANGUAGES.filter((language) => language !== 'en'))(
    '%s repeats no sentence in English',
    async (language) => {
      const english = await readLocale('en');
      const same = Object.entries(await readLocale(language)).filter(
        ([key, message]) => message === english[key] && message.includes(' '),
      );
      expect(same).toEqual([]);
    },
  );

  test('Every message is used', async () => {
    const files = (await readdir(SOURCES, { recursive: true })).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('messages.ts'),
    );
    const code = (await Promise.all(files.map((file) => readFile(new URL(file, SOURCES), 'utf8')))).join();
    expect(Object.keys(MESSAGES).filter((key) => !code.includes(`'${key}'`))).toEqual([]);
  });
});

describe('A language', () => {
  const catalog = new TextCatalog(null);

  test('Without a file of its own has the texts of its primary subtag, and its own numbers and dates', async () => {
    const texts = await catalog.load('de-AT');
    expect(texts.language).toBe('de-AT');
    expect(texts.format('confirm.button')).toBe('Anmeldung bestätigen');
    expect(texts.formatDay(new Date('2026-01-05T12:00:00Z'), 'Europe/Vienna')).toBe('5. Jänner 2026');
  });

  test('Without any file has English texts, numbers and dates', async () => {
    const texts = await catalog.load('pt-BR');
    expect(texts.language).toBe('en');
    expect(texts.format('issue.line', { number: 1_234, date: '5 July' })).toBe('No. 1,234 · 5 July');
  });

  test('Has the plural forms of its own rules', async () => {
    const forms = (texts: Awaited<ReturnType<typeof catalog.load>>) =>
      [1, 2, 3, 48].map((hours) => texts.format('confirmationMail.validity', { hours }).split(/[.:]/)[0]);
    expect(forms(await catalog.load('en'))).toEqual(
      ['1 hour', '2 hours', '3 hours', '48 hours'].map((span) => `The link is valid for ${span}`),
    );
    expect(forms(await catalog.load('ar'))).toEqual(
      ['ساعة واحدة', 'ساعتين', '3 ساعات', '48 ساعة'].map((span) => `الرابط صالح لمدة ${span}`),
    );
  });

  test('Is written from right to left if its script is', () => {
    const rightToLeft = ['ar', 'ar-EG', 'he', 'fa', 'ur', 'ps', 'ckb', 'yi', 'dv', 'az-Arab', 'pa-PK'];
    expect(rightToLeft.filter((tag) => getDirection(tag) !== 'rtl')).toEqual([]);
    expect(
      ['en', 'de', 'tr', 'ja', 'az', 'ku', 'ar-Latn'].filter((tag) => getDirection(tag) !== 'ltr'),
    ).toEqual([]);
  });
});

describe('Values', () => {
  const catalog = new TextCatalog(null);

  test('Are escaped in HTML', async () => {
    const texts = await catalog.load('en');
    const html = texts.formatHtml('confirm.question', { newsletter: '<i>{x}</i>', email: '"a&b"@x.example' });
    expect(html.text).toBe(
      'Subscribe <strong>&quot;a&amp;b&quot;@x.example</strong> to &lt;i&gt;{x}&lt;/i&gt;?',
    );
  });

  test('Become links of their URL', async () => {
    const texts = await catalog.load('de');
    expect(texts.formatHtml('unknown.text', { link: '/newsletter?a="1"' }).text).toBe(
      'Vielleicht ist der Link unvollständig. <a href="/newsletter?a=&quot;1&quot;">Alle Newsletter ansehen</a>',
    );
  });

  test('Are isolated where their direction may differ from that of the text', async () => {
    const arabic = await catalog.load('ar');
    expect(arabic.format('digest.origin', { newsletter: 'The Weekly!', site: 'Courier' })).toBe(
      '\u2068The Weekly!\u2069 نشرة بريدية من \u2068Courier\u2069.',
    );
    expect(arabic.formatHtml('digest.origin', { newsletter: 'The Weekly!', site: 'Courier' }).text).toContain(
      '<bdi>The Weekly!</bdi>',
    );
    const english = await catalog.load('en');
    expect(english.format('digest.origin', { newsletter: 'الميناء', site: 'Courier' })).toBe(
      '\u2068الميناء\u2069 is a newsletter of Courier.',
    );
  });
});

describe("The site's folder", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dateline-locales-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const save = (file: string, content: unknown) =>
    writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  const check = () =>
    new TextCatalog(folder).checkSiteFiles().then(
      () => 'valid',
      (error: Error) => error.message.replaceAll(`${folder}/`, ''),
    );

  test('Changes texts, for a region too, and adds a language', async () => {
    await save('de.json', { 'signUp.button': 'Abonnieren' });
    await save('de-CH.json', { 'expired.title': 'Dieser Link ist nicht mehr gültig' });
    await save('it.json', { ...(await readLocale('en')), 'signUp.button': 'Iscriviti' });
    expect(await check()).toBe('valid');
    const catalog = new TextCatalog(folder);
    const buttons = ['de', 'de-CH', 'it', 'fr', 'pt'].map(async (language) =>
      (await catalog.load(language)).format('signUp.button'),
    );
    expect(await Promise.all(buttons)).toEqual([
      'Abonnieren',
      'Abonnieren',
      'Iscriviti',
      'S’inscrire',
      'Sign up',
    ]);
    expect((await catalog.load('de-CH')).format('expired.title')).toBe('Dieser Link ist nicht mehr gültig');
    expect((await catalog.load('de')).format('expired.title')).toBe('Dieser Link ist abgelaufen');
  });

  test('Is refused with every error', async () => {
    const { 'signUp.note': _note, ...others } = await readLocale('en');
    await save('it.json', others);
    await save('Deutsch.json', {});
    await save('de.json', {
      'signUp.buton': 'Abonnieren',
      'signUp.button': 7,
      'confirm.question': '{email} für {newslettr}?',
      'unknown.text': 'Unvollständig. <a>Alle</a> <link>Newsletter</link>',
      'expired.text': '{newsletter}: {hours, date} <link>Noch einmal</link>',
      'confirmationMail.subject': 'Bestätigen: {newsletter',
    });
    expect((await check()).split('\n').sort()).toEqual(
      [
        'LOCALES_DIR has texts with errors:',
        '  Deutsch.json: the name of the file must be a BCP 47 language tag, such as it.json or pt-BR.json',
        '  de.json: signUp.buton: there is no such message',
        '  de.json: signUp.button: the message must be a text',
        '  de.json: confirm.question: {newsletter} is missing',
        '  de.json: confirm.question: <b>…</b> is missing',
        '  de.json: confirm.question: {newslettr} is no placeholder of this message',
        '  de.json: unknown.text: <a> is no placeholder of this message',
        '  de.json: expired.text: {hours} must be written {hours, number}',
        '  de.json: confirmationMail.subject: the syntax of the message is wrong (expect argument closing brace)',
        '  it.json: signUp.note is missing',
      ].sort(),
    );
  });

  test('Is refused if a file is no JSON, and if it does not exist', async () => {
    await save('de.json', '{');
    expect(await check()).toMatch(/^de\.json is not valid JSON: /);
    await save('de.json', '[]');
    expect(await check()).toBe('de.json must be a JSON object with a text for each message.');
    await expect(new TextCatalog(join(folder, 'none')).checkSiteFiles()).rejects.toThrow('does not exist');
  });
});
