import { getRequestTexts } from '../../../languages';
import Unavailable from '../../../unavailable';

export const instant = false;
export const generateMetadata = async () => ({
  title: (await getRequestTexts()).unavailable,
  robots: 'noindex',
});

/** The page that `proxy` shows with the status 503 while the gateway is away and the page is not stored. */
export default Unavailable;
