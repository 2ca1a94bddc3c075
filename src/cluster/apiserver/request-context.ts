// What every part of handling one request needs to know: kube-apiserver's RequestScope with RequestInfo.
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { KindRow, Subresource } from '../../api/scheme.ts';
import type { PodWay } from '../../client/pod-way.ts';
import type { ApiRequest } from '../../client/transport.ts';
import type { Store } from '../store/store.ts';
import type { AdmissionChain } from './admission/admission.ts';
import type { CustomKinds } from './custom/custom-kinds.ts';
import type { ServiceAccountTokens } from './auth/service-account-tokens.ts';
import type { RequestMetrics } from './metrics.ts';
import type { PodSpecs } from './pod-specs.ts';
import type { PodStreams } from './pod-streams.ts';
import type { UserInfo } from './user-info.ts';
import type { YamlCodec } from './yaml-codec.ts';

/** Remembers how Pods came about. */
export interface PodCreations {
  record(context: RequestContext, created: KubeObject): void;
  /** Undefined for a Pod that is not remembered. */
  wayOf(uid: string): PodWay | undefined;
}

export interface ServerContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly admission: AdmissionChain;
  readonly podStreams: PodStreams | undefined;
  readonly podCreations: PodCreations;
  readonly podSpecs: PodSpecs;
  readonly metrics: RequestMetrics;
  readonly tokens: ServiceAccountTokens;
  readonly yaml: YamlCodec | undefined;
  readonly custom: CustomKinds;
}

export interface RequestContext {
  readonly server: ServerContext;
  readonly request: ApiRequest;
  readonly user: UserInfo;
  readonly row: KindRow;
  readonly subresource: Subresource | undefined;
  /** '' for cluster-scoped objects and for lists over all namespaces. */
  readonly namespace: string;
  readonly name: string;
  /** Texts for Warning headers, in order; added to while the request is handled. */
  readonly warnings: string[];
}

/** The first value of a query option; '' when absent. */
export function queryOf(request: ApiRequest, option: string): string {
  const value = request.query?.[option];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

export function queryAll(request: ApiRequest, option: string): readonly string[] {
  const value = request.query?.[option];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** Options are true for anything but `false` and `0` (conversion of url.Values in apimachinery). */
export function isQuerySet(request: ApiRequest, option: string): boolean {
  const value = request.query?.[option];
  if (value === undefined) return false;
  const text = queryOf(request, option).toLowerCase();
  return text !== 'false' && text !== '0';
}

/** The store's key of an object. */
export function storeKey(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
