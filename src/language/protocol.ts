// Podlab's own requests to the language server, beside the Language Server Protocol's.
import type { Range } from '../document/position.ts';

/** A Kubernetes object in an open file. The range covers the lines of its YAML document, a leading `---` included. */
export interface DocumentObject {
  /** Of its YAML document in the file. */
  readonly index: number;
  readonly range: Range;
  readonly text: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly hasErrors: boolean;
}

export interface DocumentsParams {
  readonly uri: string;
}
export interface LocateParams {
  readonly uri: string;
  readonly documentIndex: number;
  /** As causes of a Status spell it: `spec.containers[0].image`. */
  readonly field: string;
}

/** `DocumentsParams` → `DocumentObject[]`; null for a file that is not open. */
export const documentsRequest = 'podlab/documents';
/** `LocateParams` → `Range`, of the field or its nearest written parent; null for a document that is not there. */
export const locateRequest = 'podlab/locate';
/** No parameters → `pong`: the server is alive. */
export const pingRequest = 'podlab/ping';
