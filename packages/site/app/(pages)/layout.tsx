import type { ReactNode } from 'react';
import { base, Html } from '../../html';
import { getRequestLanguage } from '../../languages';

export const instant = false;
export const metadata = base;

export default async function Layout({ children }: { children: ReactNode }) {
  return <Html language={await getRequestLanguage()}>{children}</Html>;
}
