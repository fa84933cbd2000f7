import type { ReactNode } from 'react';
import './style.css';

export const metadata = { metadataBase: new URL(process.env.SITE_URL ?? 'http://127.0.0.1:3000') };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang={process.env.SITE_LANGUAGE ?? 'en'}>
      <body>{children}</body>
    </html>
  );
}
