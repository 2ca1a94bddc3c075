// What `GET /podlab/pod-way/NAMESPACE/NAME` answers: how a Pod came into the store, step by step. Plain data.
export const podWayPath = '/podlab/pod-way';

/** A field that a step added or changed, by its path as the API spells it. */
export interface FieldChange {
  readonly path: string;
  readonly value: unknown;
}

export interface PodWay {
  readonly kind: 'PodWay';
  readonly apiVersion: 'podlab/v1';
  readonly request: {
    readonly method: 'POST' | 'PATCH';
    readonly path: string;
    readonly userAgent: string;
    readonly contentType: string;
    /** When it came, in the cluster's time. */
    readonly receivedAt: string;
  };
  readonly user: { readonly name: string; readonly groups: readonly string[] };
  /** What the API's defaults filled in. */
  readonly defaults: readonly FieldChange[];
  /** What each admission plugin that changed something did, in their order. */
  readonly admission: readonly { readonly plugin: string; readonly changes: readonly FieldChange[] }[];
  /** Plugins that looked and changed nothing. */
  readonly admitted: readonly string[];
  /** What the server itself wrote before storing. */
  readonly system: readonly FieldChange[];
  readonly stored: { readonly uid: string; readonly resourceVersion: string };
}
