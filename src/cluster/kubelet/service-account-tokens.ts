// Tokens for Pods, asked of the API server and kept until they near their end: kubelet's token manager.
import type { Clock } from '../../base/clock.ts';
import { SmallMap } from '../../base/small-map.ts';
import type { TokenRequest } from '../../api/generated/authentication-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { Client } from '../../client/client.ts';
import { serviceAccounts } from '../../client/resources.ts';
import { MountError } from './volumes/volume-files.ts';

export interface TokenSource {
  get(pod: Pod, audience: string | undefined, expirationSeconds: number): Promise<string>;
  /** The Pod has ended. */
  forget(podUid: string): void;
}

interface Held {
  readonly token: string;
  readonly refreshAtMs: number;
}

/** A token is asked for anew when 80 % of its life is over. */
const refreshShare = 0.8;

export function createTokenSource(client: Client, clock: Clock): TokenSource {
  const known = new Map<string, SmallMap<string, Held>>();
  const get: TokenSource['get'] = async (pod, audience, expirationSeconds) => {
    const account = pod.spec.serviceAccountName ?? 'default';
    const { name, namespace, uid } = pod.metadata;
    const key = `${expirationSeconds} ${audience ?? ''}`;
    const held = known.get(uid)?.get(key);
    if (held !== undefined && held.refreshAtMs > clock.now()) return held.token;
    try {
      const answer = await client.create<TokenRequest>(serviceAccounts, {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        spec: { audiences: audience === undefined ? [] : [audience], expirationSeconds, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid } },
      }, namespace, { name: account, subresource: 'token' });
      const token = answer.status.token;
      const ofPod = known.get(uid) ?? new SmallMap();
      known.set(uid, ofPod);
      ofPod.set(key, { token, refreshAtMs: clock.now() + expirationSeconds * 1000 * refreshShare });
      return token;
    } catch (error) {
      throw new MountError(`failed to fetch token: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return { get, forget: (podUid) => { known.delete(podUid); } };
}
