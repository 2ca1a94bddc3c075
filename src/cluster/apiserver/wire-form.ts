// The form in which an answer travels: JSON, or YAML for clients that prefer it.
import { toYaml } from '../../api/yaml/go-yaml.ts';
import type { ApiRequest, ApiResponse } from '../../client/transport.ts';
import { isYamlWanted } from './verbs/output-form.ts';

/** The answer as YAML when `request` prefers that; what names its own type stays as it is. */
export function inYaml(request: Pick<ApiRequest, 'accept' | 'ref'>, response: ApiResponse): ApiResponse {
  if (typeof response.body === 'string' || response.contentType !== undefined) return response;
  if (!isYamlWanted(request.accept, response.code >= 300 || request.ref === undefined)) return response;
  return { ...response, body: toYaml(response.body), contentType: 'application/yaml' };
}
