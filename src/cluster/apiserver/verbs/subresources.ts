// Subresources that are not plain views of their object.
import type { ApiResponse } from '../../../client/transport.ts';
import type { RequestContext } from '../request-context.ts';
import { bind } from './binding.ts';
import { evict } from './eviction.ts';
import { finalize } from './finalize.ts';
import { scale } from './scale.ts';
import { requestToken } from './token.ts';

export const subresources: Readonly<Record<string, (context: RequestContext) => ApiResponse>> = { binding: bind, eviction: evict, finalize, scale, token: requestToken };
