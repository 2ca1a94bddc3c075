// Tokens of service accounts: what TokenRequest hands out and the authenticator accepts (pkg/serviceaccount).
import type { ServiceAccount } from '../../../api/generated/core-v1.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Store } from '../../store/store.ts';
import { base64UrlDecode, base64UrlEncode } from '../base64.ts';
import { isFields } from '../../../api/meta/json.ts';
import type { UserInfo } from '../user-info.ts';

export const tokenAudience = 'https://kubernetes.default.svc.cluster.local';

const header = base64UrlEncode(JSON.stringify({ alg: 'RS256', kid: 'podlab' }));

export interface TokenClaims {
  readonly namespace: string;
  readonly account: { readonly name: string; readonly uid: string };
  /** Bound object, e.g. `{ pod: { name, uid } }`. */
  readonly bound?: Readonly<Record<string, { readonly name: string; readonly uid: string }>>;
  readonly audiences: readonly string[];
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
  readonly id: string;
}

/**
 * Differs from Kubernetes: a token is not signed with a key but ends in a secret that only this server knows, so it is worth nothing after a restart;
 * its claims are the real ones.
 */
export class ServiceAccountTokens {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #newSecret: () => string;
  readonly #issued = new Map<string, { readonly claims: TokenClaims; readonly secret: string }>();

  constructor(store: Store, clock: Clock, newSecret: () => string) {
    this.#store = store;
    this.#clock = clock;
    this.#newSecret = newSecret;
  }

  issue(claims: TokenClaims): string {
    const nowSeconds = this.#clock.now() / 1000;
    for (const [id, { claims: old }] of this.#issued) {
      if (old.expiresAtSeconds >= nowSeconds) break;
      this.#issued.delete(id);
    }
    const secret = this.#newSecret();
    this.#issued.set(claims.id, { claims, secret });
    const { namespace, account, bound, audiences, issuedAtSeconds, expiresAtSeconds, id } = claims;
    const payload = {
      aud: audiences, exp: expiresAtSeconds, iat: issuedAtSeconds, iss: tokenAudience, jti: id, 'kubernetes.io': { namespace, ...bound, serviceaccount: account }, nbf: issuedAtSeconds,
      sub: `system:serviceaccount:${namespace}:${account.name}`,
    };
    return `${header}.${base64UrlEncode(JSON.stringify(payload))}.${base64UrlEncode(secret)}`;
  }

  /** The token's user; undefined for an unknown or expired one, or when its account or bound object is gone. */
  authenticate(token: string): (UserInfo & { readonly audiences: readonly string[] }) | undefined {
    const [, payload = '', signature = ''] = token.split('.');
    const text = base64UrlDecode(payload);
    const secret = base64UrlDecode(signature);
    if (typeof text !== 'string' || typeof secret !== 'string') return undefined;
    const issued = this.#issued.get(idOf(text));
    if (issued === undefined || !isSameSecret(issued.secret, secret)) return undefined;
    const { namespace, account, bound, audiences, expiresAtSeconds, id } = issued.claims;
    if (this.#clock.now() / 1000 > expiresAtSeconds) return undefined;
    const stored = this.#store.get('serviceaccounts', `${namespace}/${account.name}`) as ServiceAccount | undefined;
    if (stored?.metadata.uid !== account.uid) return undefined;
    const pod = bound?.['pod'];
    if (pod !== undefined && this.#store.get('pods', `${namespace}/${pod.name}`)?.metadata.uid !== pod.uid) return undefined;
    const extra = {
      'authentication.kubernetes.io/credential-id': [`JTI=${id}`],
      ...(pod && { 'authentication.kubernetes.io/pod-name': [pod.name], 'authentication.kubernetes.io/pod-uid': [pod.uid] }),
    };
    return { name: `system:serviceaccount:${namespace}:${account.name}`, uid: account.uid, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'], extra, audiences };
  }
}

function idOf(payload: string): string {
  try {
    const claims: unknown = JSON.parse(payload);
    return isFields(claims) && typeof claims['jti'] === 'string' ? claims['jti'] : '';
  } catch {
    return '';
  }
}

/** Takes the same time for every wrong secret of the right length. */
function isSameSecret(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
