import type { ReactNode } from 'react';
import { getTexts, languages } from './languages';
import { UnavailableTexts } from './unavailable';
import './app/style.css';

const RIGHT_TO_LEFT = /^(?:ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)(?:-|$)/i;

/** The document of every page. Components read the language of their requests from `data-language`. */
export async function Html({ language, children }: { language: string; children: ReactNode }) {
  const dir = RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
  const { unavailable, tryLater } = await getTexts(language);
  return (
    <html lang={language} dir={dir} data-language={languages.length > 1 ? language : undefined}>
      <body>
        <UnavailableTexts texts={{ unavailable, tryLater }}>{children}</UnavailableTexts>
      </body>
    </html>
  );
}

export const base = { metadataBase: new URL(process.env.SITE_URL ?? 'http://127.0.0.1:3000') };
