// The cluster's end of the port to the extension: the Kubernetes API, kubectl, apply, and the controls of the simulation.
import { StatusError } from '../api/meta/status-error.ts';
import { fieldDescription, typeDescription } from '../api/schema/docs.ts';
import { SimulatedClock } from '../base/simulated-clock.ts';
import { systemClock } from '../base/system-clock.ts';
import { Client } from '../client/client.ts';
import { Connection, type MessagePortLike } from '../client/port/connection.ts';
import type { KubectlCall } from '../client/port/kubectl-protocol.ts';
import { serveTransport } from '../client/port/remote-transport.ts';
import type { ApplyCall, ClusterControl, ClusterInfo, EndpointCall, EndpointInfo } from '../client/port/session-protocol.ts';
import type { ExplainCall } from '../client/scheduling-explanation.ts';
import { lateTransport } from '../client/late-transport.ts';
import type { Transport } from '../client/transport.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { readNodeSettings } from '../cluster/config-file.ts';
import { adminUser } from '../cluster/apiserver/user-info.ts';
import { applyManifests } from '../kubectl/apply/apply-manifests.ts';
import { runKubectl } from '../kubectl/kubectl.ts';
import { type OwnIo, remoteIo } from '../kubectl/remote-io.ts';
import type { Persistence } from '../cluster/store/persistence.ts';
import { explainDocuments } from '../kubectl/scheduling/explain-documents.ts';
import { readImageFiles } from './image-files.ts';
import type { ClusterState } from './persistence/cluster-state.ts';

const kubernetesVersion = 'v1.36.3';

export interface SessionOptions {
  /** Makes a cluster on that clock: what `persistence` holds, or an empty one. */
  start(clock: SimulatedClock, persistence: Persistence | undefined): Cluster;
  /** Lets other programs in; `cluster` is the one of the moment, which a reset replaces. Absent in a browser. */
  openEndpoint?(call: EndpointCall, cluster: () => Cluster): Promise<EndpointInfo>;
  readonly state: ClusterState;
  /** What is wrong with the configuration that was given; told with each `ClusterInfo`. */
  readonly problem?: string;
}

/** Serves one cluster over `port` until the port closes. */
export function serveClusterSession(port: MessagePortLike, options: SessionOptions): void {
  let clock: SimulatedClock;
  let cluster: Cluster;
  const start = (): void => {
    const its = new SimulatedClock(systemClock);
    clock = its;
    // A cluster that ran faster than the host is ahead of it, and no cluster's time goes back.
    cluster = options.start(its, options.state.attach((atMs) => { its.advanceTo(Math.max(its.now(), atMs)); }));
  };
  start();
  let images: ReturnType<typeof readImageFiles> = { descriptions: [], problems: [] };
  const transport: Transport = {
    send: (request) => cluster.transport.send(request),
    watch: (request, sink) => cluster.transport.watch(request, sink),
    connect: (request, sink) => cluster.transport.connect(request, sink),
  };
  const api = serveTransport(transport);
  const client = new Client(transport, { userAgent: 'kubectl/podlab' });

  const control = async (command: ClusterControl): Promise<ClusterInfo> => {
    switch (command.action) {
      case 'info':
        await cluster.ready;
        break;
      case 'pause':
        clock.pause();
        break;
      case 'resume':
        clock.resume();
        break;
      case 'step':
        clock.step();
        break;
      case 'speed':
        clock.setSpeed(command.speed);
        break;
      case 'reset':
        cluster.dispose();
        clock.dispose();
        await options.state.clear();
        start();
        cluster.describeImages(images.descriptions);
        await cluster.ready;
        break;
      case 'power': {
        const node = cluster.nodes.find(({ name }) => name === command.node);
        if (node === undefined) throw new Error(`there is no machine "${command.node}"`);
        if (command.on) await node.powerOn();
        else node.powerOff();
        break;
      }
      case 'fault':
        await cluster.causeFault(command.fault);
        break;
      case 'describeImages':
        images = readImageFiles(command.files);
        cluster.describeImages(images.descriptions);
        break;
      case 'addNode':
        await cluster.addNode(readNodeSettings(command.node));
        break;
      case 'removeNode':
        await cluster.removeNode(command.node);
        break;
    }
    const { problem, state: { notice } } = options;
    const problems = { ...(problem !== undefined && { configProblem: problem }), ...(images.problems.length > 0 && { imageProblems: images.problems }), ...(notice !== undefined && { stateNotice: notice }) };
    const poweredOff = cluster.nodes.filter(({ isPoweredOn }) => !isPoweredOn).map(({ name }) => name);
    return { kubernetesVersion, ...clock.state, nowMs: clock.now(), poweredOff, faults: cluster.faults, ...problems };
  };

  // `clock` is another one after a reset.
  const own = (): OwnIo => ({ client, clock, docs: { typeDescription, fieldDescription }, connectAs: (wanted) => actingAs(cluster, wanted) });

  const connection = new Connection(port, {
    request: (method, params) => {
      if (method === 'control') return control(params as ClusterControl);
      if (method === 'endpoint' && options.openEndpoint !== undefined) return options.openEndpoint(params as EndpointCall, () => cluster);
      if (method === 'explainScheduling') return explainDocuments(client, params as ExplainCall);
      return api.request(method, params) ?? unknown(method);
    },
    async stream(method, params, server) {
      if (method === 'kubectl') {
        const call = params as KubectlCall;
        return runKubectl(call.argv, remoteIo(server, call, own()));
      }
      if (method === 'apply') {
        const { text, source, namespace } = params as ApplyCall;
        const outcomes = applyManifests([{ source: source ?? 'document', text }], remoteIo(server, { argv: [], namespace, stdin: '' }, own()));
        for await (const { verb, ...outcome } of outcomes) await server.send({ ...outcome, outcome: verb });
        return undefined;
      }
      return api.stream(method, params, server) ?? unknown(method);
    },
  });
  connection.onDidClose(() => {
    cluster.dispose();
    clock.dispose();
    void options.state.close();
  });
}

/** `--as` and its like. There is but one cluster: other servers and contexts are not to be had. */
function actingAs(cluster: Cluster, { as, asGroups = [], asUid, server, context, token }: Parameters<NonNullable<OwnIo['connectAs']>>[0]): Client | undefined {
  if (as === undefined || server !== undefined || context !== undefined || token !== undefined) return undefined;
  const headers = { 'impersonate-user': as, 'impersonate-group': asGroups.join(','), ...(asUid !== undefined && { 'impersonate-uid': asUid }) };
  const transport = cluster.authentication.then(({ impersonate }) => {
    const user = impersonate(adminUser, headers);
    if ('refusal' in user) throw new StatusError(user.refusal);
    return cluster.transportFor(user);
  });
  return new Client(lateTransport(transport), { userAgent: 'kubectl/podlab' });
}

function unknown(method: string): Promise<never> {
  return Promise.reject(new Error(`the cluster does not know ${JSON.stringify(method)}`));
}
