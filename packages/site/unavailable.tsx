'use client';

import { createContext, type ReactNode, use } from 'react';
import type { Texts } from './languages';

const Context = createContext<Pick<Texts, 'unavailable' | 'tryLater'> | null>(null);

/** Has the texts of the page for errors, which cannot load them itself. */
export function UnavailableTexts({
  texts,
  children,
}: {
  texts: Pick<Texts, 'unavailable' | 'tryLater'>;
  children: ReactNode;
}) {
  return <Context value={texts}>{children}</Context>;
}

/** What is shown in place of a page that cannot be rendered, as while the gateway is away. */
export default function Unavailable() {
  const texts = use(Context);
  return (
    <main className="unavailable">
      <h1 className="heading">{texts?.unavailable}</h1>
      <p>{texts?.tryLater}</p>
    </main>
  );
}
