// What the extension and the cluster's process say to each other while kubectl runs: its output, its questions to the host, what is typed. Plain data.

/** Method `kubectl`, a stream: items are `KubectlItem`, inputs are `KubectlInput`, the result is the exit code. */
export interface KubectlCall {
  readonly argv: readonly string[];
  readonly namespace: string;
  /** What `-f -` reads. */
  readonly stdin: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The caller answers questions; without this there are no files, no editor and no ports. */
  readonly hasHost?: boolean;
  /** The caller is a terminal: what is typed comes as input, and exec and logs send bytes. */
  readonly isTerminal?: boolean;
}

export type KubectlOutput = { readonly stdout: string } | { readonly stderr: string };

/** A file with its bytes; undefined for a folder. */
export interface TreeFile {
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
}

/** What only the host can do; each is answered by its `KubectlAnswers`. */
export type KubectlQuestion =
  | { readonly ask: 'readFiles'; readonly path: string; readonly isRecursive: boolean }
  | { readonly ask: 'readBytes'; readonly path: string }
  | { readonly ask: 'readTree'; readonly path: string }
  | { readonly ask: 'writeFile'; readonly path: string; readonly bytes: Uint8Array | undefined }
  | { readonly ask: 'editText'; readonly name: string; readonly text: string }
  | { readonly ask: 'listen'; readonly address: string; readonly port: number };

export interface KubectlAnswers {
  readonly readFiles: readonly { readonly path: string; readonly text: string }[];
  readonly readBytes: readonly { readonly path: string; readonly bytes: Uint8Array }[] | undefined;
  readonly readTree: readonly TreeFile[] | undefined;
  readonly writeFile: undefined;
  readonly editText: string | undefined;
  readonly listen: { readonly port: number; readonly listener: number };
}

export type KubectlItem =
  | KubectlOutput
  | { readonly stdoutBytes: Uint8Array }
  | { readonly stderrBytes: Uint8Array }
  | { readonly question: KubectlQuestion; readonly id: number }
  /** From now on keys go through one by one, unechoed, or by the line again. */
  | { readonly isRaw: boolean }
  | { readonly closeListener: number }
  | ConnectionBytes;

export type KubectlInput =
  | { readonly answer: unknown; readonly id: number }
  | { readonly failure: string; readonly id: number }
  | { readonly typed: Uint8Array }
  | { readonly isTypingEnded: true }
  | { readonly columns: number; readonly rows: number }
  /** Somebody connected to a listener. */
  | { readonly opened: number; readonly listener: number }
  | ConnectionBytes;

/** Of a connection to a forwarded port; without bytes its end. */
export interface ConnectionBytes {
  readonly connection: number;
  readonly bytes: Uint8Array | undefined;
}
