import { base, Html } from '../html';
import { getRequestLanguage } from '../languages';
import { generateMissingMetadata, Missing } from '../missing';

export const instant = false;
export const generateMetadata = async () => ({ ...base, ...(await generateMissingMetadata()) });

/** The page for paths that neither the site nor the gateway has. */
export default async function NotFound() {
  return (
    <Html language={await getRequestLanguage()}>
      <Missing />
    </Html>
  );
}
