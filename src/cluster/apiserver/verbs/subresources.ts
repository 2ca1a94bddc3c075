// Subresources that are not plain views of their object.
import type { ApiResponse } from '../../../client/transport.ts';
import type { RequestContext } from '../request-context.ts';
import { bind } from './binding.ts';

export const subresources: Readonly<Record<string, (context: RequestContext) => ApiResponse>> = { binding: bind };
