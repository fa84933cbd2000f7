import { Missing } from '../../missing';

export const instant = false;
export const metadata = { title: 'Page not found', robots: 'noindex' };

export default Missing;
