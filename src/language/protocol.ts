// Podlab's own requests to the language server, beside the Language Server Protocol's.
import type { Position, Range } from '../document/position.ts';

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

export interface RunCommandParams {
  readonly uri: string;
  /** Of a document, or else a position in it. */
  readonly documentIndex?: number;
  readonly position?: Position;
}

/** Initialization options of the server. */
export interface ServerOptions {
  /** The client answers `followCluster`. */
  readonly hasCluster?: boolean;
  /** The client answers `followFiles` and `readFile`. */
  readonly hasFiles?: boolean;
  /** The page that tells of each piece of advice under its id. */
  readonly lintsPage?: string;
}

export interface TestsParams {
  /** Of a `*.podlab-test.yaml`, which need not be open. */
  readonly text: string;
}
/** A test of such a file; the range covers its list item. */
export interface NamedTest {
  readonly name: string;
  readonly range: Range;
}

/** `TestsParams` → `NamedTest[]`. */
export const testsRequest = 'podlab/tests';
/** `DocumentsParams` → `DocumentObject[]`; null for a file that is not open. */
export const documentsRequest = 'podlab/documents';
/** `LocateParams` → `Range`, of the field or its nearest written parent; null for a document that is not there. */
export const locateRequest = 'podlab/locate';
/** `RunCommandParams` → the `kubectl` command line that makes the object, or null. */
export const runCommandRequest = 'podlab/runCommand';
/** Server to client: `FileStatus`, after a file is checked and when it has changed. */
export const fileStatusChanged = 'podlab/fileStatus';
/** No parameters → `pong`: the server is alive. */
export const pingRequest = 'podlab/ping';
/** Server to client, no parameters: tell me of the cluster, from the beginning. */
export const followCluster = 'podlab/followCluster';
/** Client to server: `ClusterChanges`. */
export const clusterChanged = 'podlab/clusterChanged';

/** Files of the workspace that are there, or changed; `isReset`: all of them. */
export interface FilesChanged {
  readonly isReset: boolean;
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}
export interface ReadFileParams {
  readonly uri: string;
}
/** Server to client, no parameters: tell me of the workspace's YAML files, from the beginning. */
export const followFiles = 'podlab/followFiles';
/** Client to server: `FilesChanged`. */
export const filesChanged = 'podlab/filesChanged';
/** Server to client: `ReadFileParams` → the text; null for what cannot be read. */
export const readFile = 'podlab/readFile';
