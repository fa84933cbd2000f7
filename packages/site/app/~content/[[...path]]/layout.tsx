import { base, Html } from '../../../html';
import { findLanguage } from '../../../languages';

export const instant = false;
export const metadata = base;

export default async function Layout({ children, params }: LayoutProps<'/~content/[[...path]]'>) {
  const { path = [] } = await params;
  return <Html language={findLanguage(`/${path.join('/')}`)}>{children}</Html>;
}
