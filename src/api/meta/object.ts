// What every API object has in common, as TypeScript sees it.
import type { ObjectMeta } from '../generated/meta-v1.ts';

/** Any object that the API serves. */
export interface KubeObject {
  kind?: string;
  apiVersion?: string;
  metadata: ObjectMeta;
}

/** An object as a client may write it: the server fills the rest. */
export type New<T> = T extends string | number | boolean ? T : T extends (infer E)[] ? New<E>[] : T extends object ? { [K in keyof T]?: New<T[K]> } : T;

/** A list as the API answers it. Items carry no kind and apiVersion of their own. */
export interface KubeList<T> {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: T[];
}
