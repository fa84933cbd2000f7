import { Missing } from '../missing';
import Layout from './layout';

export const instant = false;
export const metadata = { title: 'Page not found' };

/** The page for paths that neither the site nor the gateway has. */
export default function NotFound() {
  return (
    <Layout>
      <Missing />
    </Layout>
  );
}
