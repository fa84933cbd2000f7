import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

/** A title in each language, words that must find it, and words that must not. */
const LANGUAGES: [language: string, title: string, words: string[], others: string[]][] = [
  ['ja', '東京タワーの近くで新しい図書館が開館した', ['東京', '図書館', '東京タワー 開館'], ['京東', '病院']],
  ['zh', '北京大学的学生在图书馆学习中文', ['北京', '图书馆', '学生 中文'], ['南京', '医院']],
  ['th', 'นักเรียนไทยอ่านหนังสือในห้องสมุด', ['หนังสือ', 'ห้องสมุด'], ['โรงพยาบาล']],
  ['km', 'សិស្សអានសៀវភៅនៅក្នុងបណ្ណាល័យ', ['សៀវភៅ', 'បណ្ណាល័យ'], ['មន្ទីរពេទ្យ']],
  ['lo', 'ນັກຮຽນອ່ານປຶ້ມຢູ່ຫໍສະໝຸດ', ['ປຶ້ມ'], ['ໂຮງໝໍ']],
  ['my', 'ကျောင်းသားများ စာအုပ်ဖတ်ကြသည်', ['စာအုပ်'], ['ဆေးရုံ']],
  ['ko', '서울 도서관이 문을 열었다', ['서울'], ['부산']],
  ['ar', 'افتتاح المكتبة الوطنيّة في القاهرة', ['مكتبه', 'الوطنية', 'إفتتاح'], ['مستشفى']],
  ['he', 'הספרייה הלאומית נפתחה בשָׁלוֹם', ['הספרייה', 'בשלום'], ['בית']],
  ['fa', 'کتابخانه ملی ایران', ['کتابخانه'], ['بیمارستان']],
  ['hi', 'दिल्ली में नया पुस्तकालय', ['पुस्तकालय'], ['अस्पताल']],
  ['ru', 'Новая библиотека в Москве', ['библиотека', 'москве'], ['больница']],
  ['el', 'Η νέα βιβλιοθήκη της Αθήνας', ['βιβλιοθήκη', 'βιβλιοθηκη'], ['νοσοκομείο']],
  ['tr', 'İstanbul’da Işık Kütüphanesi açıldı', ['istanbul', 'ışık', 'IŞIK', 'kutuphanesi'], ['hastane']],
  ['vi', 'Thư viện quốc gia Hà Nội', ['thư viện', 'ha noi'], ['bệnh viện Huế']],
];

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
  for (const [language, title] of LANGUAGES) {
    await gateway.save({ slug: `in-${language}`, title, body: { format: 'markdown', text: title } });
  }
});
afterAll(() => gateway.close());

const SEARCH = `query ($query: String!) {
  search(query: $query, mode: ALL_WORDS) { edges { titleHighlight bodyHighlight node { slug } } }
}`;

async function slugsFor(query: string): Promise<string[]> {
  const { search } = await gateway.query(SEARCH, { query });
  return search.edges.map((edge: any) => edge.node.slug);
}

describe('Search in every script', () => {
  test.each(LANGUAGES)('finds words in %s', async (language, _, words, others) => {
    for (const word of words) expect([word, await slugsFor(word)]).toEqual([word, [`in-${language}`]]);
    for (const word of others) expect([word, await slugsFor(word)]).toEqual([word, []]);
  });

  test('highlights whole words of scripts without spaces', async () => {
    const highlight = async (query: string) => (await gateway.query(SEARCH, { query })).search.edges[0];
    expect(await highlight('図書館 東京')).toMatchObject({
      titleHighlight: '<mark>東京</mark>タワーの近くで新しい<mark>図書館</mark>が開館した',
    });
    expect((await highlight('หนังสือ')).titleHighlight).toBe('นักเรียนไทยอ่าน<mark>หนังสือ</mark>ในห้องสมุด');
    expect((await highlight('图书馆')).bodyHighlight).toContain('<mark>图书馆</mark>');
  });

  test('completes titles of scripts without spaces', async () => {
    const { found } = await gateway.query('{ found: suggest(prefix: "東京タ") { text } }');
    expect(found).toEqual([{ text: LANGUAGES[0]![1] }]);
  });
});
