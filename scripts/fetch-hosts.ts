// Fetches the two VS Codes that end-to-end tests run in, beside another step; nothing to do when they are in the cache.
import { fetchCodeServer, fetchVsCodeWeb } from './hosts/cache.ts';

await Promise.all([fetchVsCodeWeb(), fetchCodeServer()]);
