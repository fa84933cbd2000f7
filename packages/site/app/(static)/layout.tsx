import type { ReactNode } from 'react';
import { base, Html } from '../../html';
import { findLanguage } from '../../languages';

export const metadata = base;

export default function Layout({ children }: { children: ReactNode }) {
  return <Html language={findLanguage('/')}>{children}</Html>;
}
