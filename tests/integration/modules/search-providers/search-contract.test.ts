import { createMiniSearchProvider } from '../../../../src/modules/search/provider/minisearch-provider.js';
import { describeSearch } from '../../../support/contracts/search-contract.js';

describeSearch('PostgreSQL', () => ({}));
describeSearch('MiniSearch', () => ({ search: createMiniSearchProvider() }));
