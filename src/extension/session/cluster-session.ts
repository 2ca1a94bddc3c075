// The extension's door to a running cluster: the Kubernetes API, the built-in kubectl, apply and the clock, all over one connection.
import type { Status } from '../../api/generated/meta-v1.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import { Client } from '../../client/client.ts';
import { Connection, type MessagePortLike } from '../../client/port/connection.ts';
import type { ExplainCall, ExplainedDocument } from '../../client/scheduling-explanation.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { remoteTransport } from '../../client/port/remote-transport.ts';
import type { KubectlCall, KubectlInput, KubectlItem, KubectlOutput } from '../../client/port/kubectl-protocol.ts';
import type { ApplyCall, ClusterControl, ClusterInfo, EndpointCall, EndpointInfo } from '../../client/port/session-protocol.ts';
import { HostAnswers, type KubectlHost } from '../kubectl/kubectl-host.ts';

/** What became of one YAML document that was applied. */
export interface ApplyOutcome {
  /** Counts the documents of the text from 0, empty ones included. */
  readonly documentIndex: number;
  readonly outcome: 'created' | 'configured' | 'unchanged' | 'failed';
  /** kubectl's or the server's words, e.g. `pod/hello-pod created`. */
  readonly message: string;
  /** Of the document, as far as it could be read. */
  readonly ref?: ResourceRef;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** The refusal, when the server refused. */
  readonly status?: Status;
  readonly warnings?: readonly string[];
}

/** A running operation; `cancel` ends it early and `done` then resolves as soon as it has stopped. */
interface Running<T> {
  readonly done: Promise<T>;
  cancel(): void;
}

/** What a terminal sends into a running kubectl, and hears beyond text. */
export interface KubectlTerminal {
  /** May return a promise to make the sender wait. */
  onBytes(bytes: Uint8Array): Promise<void> | undefined;
  /** From now on every key goes to the container, or lines are edited here again. */
  onMode(isRaw: boolean): void;
}

export interface KubectlOptions {
  readonly argv: readonly string[];
  readonly namespace?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onOutput: (output: KubectlOutput) => void;
  /** Lends files, an editor and ports. */
  readonly host?: KubectlHost;
  readonly terminal?: KubectlTerminal;
}

export interface RunningKubectl extends Running<number> {
  type(bytes: Uint8Array): void;
  endTyping(): void;
  resize(columns: number, rows: number): void;
}

export interface ClusterSession extends Disposable {
  readonly client: Client;
  /** Fires once when the cluster's process is gone. */
  readonly onDidClose: Event<undefined>;
  /** Resolves with kubectl's exit code. */
  kubectl(options: KubectlOptions): RunningKubectl;
  /** Applies every document of `text`; messages call it `source`. */
  apply(options: { text: string; source?: string; namespace?: string; onOutcome: (outcome: ApplyOutcome) => void }): Running<void>;
  /** What the scheduler would make of each Pod and template of a manifest. */
  explainScheduling(text: string): Promise<readonly ExplainedDocument[]>;
  control(control: ClusterControl): Promise<ClusterInfo>;
  /** Opens the HTTPS endpoint, or says where the open one is. Rejects in a browser. */
  openEndpoint(call: EndpointCall): Promise<EndpointInfo>;
}

export function connectSession(port: MessagePortLike): ClusterSession {
  const connection = new Connection(port);
  return {
    client: new Client(remoteTransport(connection), { userAgent: 'podlab-extension' }),
    onDidClose: connection.onDidClose,
    kubectl: (options) => startKubectl(connection, options),
    apply({ text, source, namespace, onOutcome }) {
      const call = connection.stream('apply', { text, ...(source !== undefined && { source }), namespace: namespace ?? 'default' } satisfies ApplyCall, (item) => {
        onOutcome(item as ApplyOutcome);
        return undefined;
      });
      return { done: call.done.then(() => undefined), cancel: () => { call.cancel(); } };
    },
    explainScheduling: async (text) => (await connection.request('explainScheduling', { text, namespace: 'default' } satisfies ExplainCall)) as ExplainedDocument[],
    control: async (control) => (await connection.request('control', control)) as ClusterInfo,
    openEndpoint: async (call) => (await connection.request('endpoint', call)) as EndpointInfo,
    dispose: () => { connection.dispose(); },
  };
}

function startKubectl(connection: Connection, { argv, namespace, stdin, env, onOutput, host, terminal }: KubectlOptions): RunningKubectl {
  const params: KubectlCall = { argv, stdin: stdin ?? '', ...(env && { env }), namespace: namespace ?? 'default', hasHost: host !== undefined, isTerminal: terminal !== undefined };
  let answers: HostAnswers | undefined;
  const call = connection.stream('kubectl', params, (received) => {
    const item = received as KubectlItem;
    if (answers?.hear(item) === true) return undefined;
    if ('stdout' in item || 'stderr' in item) onOutput(item);
    else if ('isRaw' in item) terminal?.onMode(item.isRaw);
    else if ('stdoutBytes' in item) return terminal?.onBytes(item.stdoutBytes);
    else if ('stderrBytes' in item) return terminal?.onBytes(item.stderrBytes);
    return undefined;
  });
  if (host !== undefined) answers = new HostAnswers(host, call);
  const send = (input: KubectlInput): void => { call.send(input); };
  return {
    done: call.done.then((code) => (typeof code === 'number' ? code : 0)).finally(() => answers?.dispose()),
    cancel: () => { call.cancel(); },
    type: (bytes) => { send({ typed: bytes }); },
    endTyping: () => { send({ isTypingEnded: true }); },
    resize: (columns, rows) => { send({ columns, rows }); },
  };
}

/** Runs kubectl to its end and collects what it printed. */
export async function kubectlText(session: ClusterSession, argv: readonly string[], { signal, ...given }: { signal?: AbortSignal } & Pick<KubectlOptions, 'host' | 'stdin' | 'env'> = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  const run = session.kubectl({ argv, ...given, onOutput: (output) => {
    if ('stdout' in output) text.stdout += output.stdout;
    else text.stderr += output.stderr;
  } });
  signal?.addEventListener('abort', () => { run.cancel(); }, { once: true });
  return { code: await run.done, ...text };
}
