// Tokens of service accounts: what TokenRequest hands out and the authenticator accepts (pkg/serviceaccount).
import type { Secret, ServiceAccount } from '../../../api/generated/core-v1.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Store } from '../../store/store.ts';
import { base64UrlDecode, base64UrlEncode } from '../../../base/base64-url.ts';
import { type Fields, isFields } from '../../../api/meta/json.ts';
import type { UserInfo } from '../user-info.ts';

export const tokenAudience = 'https://kubernetes.default.svc.cluster.local';

/** What of a token's text tells whose it is. */
interface Payload {
  readonly aud: readonly string[];
  readonly 'kubernetes.io': { readonly namespace: string; readonly serviceaccount: TokenClaims['account']; readonly pod?: { readonly name: string; readonly uid: string } };
}

const legacyIssuer = 'kubernetes/serviceaccount';
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
  /** By id. What a token says is in its text, of which its holder has the same. */
  readonly #issued = new Map<string, { readonly token: string; readonly expiresAtSeconds: number }>();

  constructor(store: Store, clock: Clock, newSecret: () => string) {
    this.#store = store;
    this.#clock = clock;
    this.#newSecret = newSecret;
  }

  issue(claims: TokenClaims): string {
    const nowSeconds = this.#clock.now() / 1000;
    for (const [id, old] of this.#issued) {
      if (old.expiresAtSeconds >= nowSeconds) break;
      this.#issued.delete(id);
    }
    const { namespace, account, bound, audiences, issuedAtSeconds, expiresAtSeconds, id } = claims;
    const payload = {
      aud: audiences, exp: expiresAtSeconds, iat: issuedAtSeconds, iss: tokenAudience, jti: id, 'kubernetes.io': { namespace, ...bound, serviceaccount: account }, nbf: issuedAtSeconds,
      sub: `system:serviceaccount:${namespace}:${account.name}`,
    };
    const token = `${header}.${base64UrlEncode(JSON.stringify(payload))}.${base64UrlEncode(this.#newSecret())}`;
    this.#issued.set(id, { token, expiresAtSeconds });
    return token;
  }

  /** The token's user; undefined for an unknown or expired one, or when its account or bound object is gone. */
  authenticate(token: string): (UserInfo & { readonly audiences: readonly string[] }) | undefined {
    const [, payload = ''] = token.split('.');
    const text = base64UrlDecode(payload);
    if (typeof text !== 'string') return undefined;
    const claims = claimsOf(text);
    if (claims['iss'] === legacyIssuer) return this.#authenticateLegacy(token, claims);
    const id = String(claims['jti']);
    const issued = this.#issued.get(id);
    if (issued === undefined || !isSameSecret(issued.token, token)) return undefined;
    const { expiresAtSeconds } = issued;
    const { aud: audiences, 'kubernetes.io': { namespace, serviceaccount: account, pod } } = claims as unknown as Payload;
    if (this.#clock.now() / 1000 > expiresAtSeconds) return undefined;
    const stored = this.#store.get('serviceaccounts', `${namespace}/${account.name}`) as ServiceAccount | undefined;
    if (stored?.metadata.uid !== account.uid) return undefined;
    if (pod !== undefined && this.#store.get('pods', `${namespace}/${pod.name}`)?.metadata.uid !== pod.uid) return undefined;
    const extra = {
      'authentication.kubernetes.io/credential-id': [`JTI=${id}`],
      ...(pod && { 'authentication.kubernetes.io/pod-name': [pod.name], 'authentication.kubernetes.io/pod-uid': [pod.uid] }),
    };
    return { ...userOf(namespace, account.name, account.uid), extra, audiences };
  }

  /** A token that never expires is worth something while the Secret that holds it is there. */
  #authenticateLegacy(token: string, claims: Fields): (UserInfo & { readonly audiences: readonly string[] }) | undefined {
    const [namespace, secretName, name, uid] = ['namespace', 'secret.name', 'service-account.name', 'service-account.uid'].map((key) => String(claims[`kubernetes.io/serviceaccount/${key}`]));
    const secret = this.#store.get('secrets', `${namespace}/${secretName}`) as Secret | undefined;
    if (namespace === undefined || name === undefined || uid === undefined) return undefined;
    if (secret?.type !== 'kubernetes.io/service-account-token' || secret.metadata.deletionTimestamp !== undefined || secret.metadata.annotations?.['kubernetes.io/service-account.name'] !== name) return undefined;
    if (!isSameSecret(secret.data?.['token'] ?? '', btoa(token)) || this.#store.get('serviceaccounts', `${namespace}/${name}`)?.metadata.uid !== uid) return undefined;
    return { ...userOf(namespace, name, uid), audiences: [tokenAudience] };
  }
}

function userOf(namespace: string, name: string, uid: string): UserInfo {
  return { name: `system:serviceaccount:${namespace}:${name}`, uid, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] };
}

function claimsOf(payload: string): Fields {
  try {
    const claims: unknown = JSON.parse(payload);
    return isFields(claims) ? claims : {};
  } catch {
    return {};
  }
}

/** Takes the same time for every wrong secret of the right length. */
function isSameSecret(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
