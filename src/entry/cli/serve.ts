// `podlab serve`: the cluster without VS Code, behind the loopback endpoint.
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../base/random.ts';
import { wireYaml } from '../wire-yaml.ts';
import { SimulatedClock } from '../../base/simulated-clock.ts';
import { systemClock } from '../../base/system-clock.ts';
import type { ApiResponse, Transport } from '../../client/transport.ts';
import type { HttpRequest } from '../../cluster/apiserver/request-info.ts';

import { type ClusterConfig, defaultClusterConfig, noLatencies } from '../../cluster/config.ts';
import { type Cluster, createCluster } from '../../cluster/cluster.ts';
import { statusBody } from '../endpoint/answer.ts';
import { authenticate } from '../endpoint/authenticate.ts';
import { makeCertificate, servingCertificate } from '../endpoint/certificates.ts';
import { startEndpoint } from '../endpoint/endpoint.ts';
import { kubeconfigText } from '../endpoint/kubeconfig.ts';
import { writePrivate } from '../endpoint/private-files.ts';
import { openSqlitePersistence } from '../persistence/sqlite-persistence.ts';

const usage = `Usage: podlab serve [--port P] [--kubeconfig FILE] [--ephemeral | --state DIR] [--nodes N] [--disable NAME,…] [--enable NAME,…] [--latencies realistic|none] [--speed X | --paused]

Runs a simulated cluster and an HTTPS endpoint on 127.0.0.1. When it is ready it prints one line of JSON with "server" and "kubeconfig".
The administrator's token is taken from the environment variable PODLAB_TOKEN, or made at random. Names for --disable and --enable:
scheduler, kubelets, controllers (all of them), or one controller by Kubernetes' name.
`;

/** Resolves with the exit code when the server was told to end. */
export async function serveCommand(argv: readonly string[]): Promise<number> {
  const flags = readFlags(argv);
  if (typeof flags === 'string') {
    process.stderr.write(`error: ${flags}\n${usage}`);
    return 2;
  }
  if (flags.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const clock = new SimulatedClock(systemClock, { speed: Number(flags.speed ?? '1'), isPaused: flags.paused === true });
  const certificate = flags.state === undefined ? await makeCertificate(Date.now()) : await servingCertificate(path.join(flags.state, 'pki'), Date.now());
  const persistence = flags.state === undefined ? undefined : openSqlitePersistence(flags.state);
  const token = process.env['PODLAB_TOKEN'] ?? randomBytes(32).toString('base64url');
  const onError = (error: unknown): void => { process.stderr.write(`podlab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`); };
  const cluster = createCluster({
    clock,
    random: seededRandom(randomBytes(4).readUInt32LE()),
    config: clusterConfig(flags),
    disable: names(flags.disable).map((name) => (name === 'kubelets' ? 'kubelet' : name)),
    enable: names(flags.enable),
    apiServer: { certificate: certificate.ca, yaml: wireYaml, newSecret: () => randomBytes(32).toString('hex') },
    onError,
    yieldToHost: () => new Promise((resolve) => { setImmediate(resolve); }),
    ...(persistence && { persistence }),
  });
  const endpoint = await startEndpoint({
    port: Number(flags.port ?? '0'),
    cert: certificate.cert,
    key: certificate.key,
    authenticate: async (given, request): Promise<Transport | ApiResponse> => {
      const user = authenticate({ adminToken: token, transportFor: (who) => cluster.transportFor(who), server: await cluster.authentication }, given, request);
      return 'code' in user ? user : ((await nodeControl(cluster, request)) ?? user);
    },
    onBug: onError,
  });
  await cluster.ready;
  const kubeconfig = flags.kubeconfig ?? path.join(flags.state ?? path.join(homedir(), '.podlab'), 'kubeconfig');
  writePrivate(kubeconfig, kubeconfigText({ server: endpoint.url, ca: certificate.ca, token }));
  process.stdout.write(`${JSON.stringify({ server: endpoint.url, kubeconfig })}\n`);
  await new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  cluster.dispose();
  await endpoint.close();
  clock.dispose();
  persistence?.close();
  return 0;
}

type Flags = NonNullable<ReturnType<typeof parseFlags>>;
function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseArgs({ args: [...argv], options: { port: text, kubeconfig: text, ephemeral: flag, state: text, nodes: text, disable: text, enable: text, latencies: text, speed: text, paused: flag, help: { ...flag, short: 'h' } } }).values;
}

function readFlags(argv: readonly string[]): Flags | string {
  let flags: Flags;
  try {
    flags = parseFlags(argv);
  } catch (error) {
    return (error as Error).message;
  }
  if (flags.ephemeral === true && flags.state !== undefined) return '--ephemeral and --state exclude each other';
  for (const name of ['port', 'nodes'] as const) if (flags[name] !== undefined && !/^\d+$/.test(flags[name])) return `--${name} takes a whole number, not ${JSON.stringify(flags[name])}`;
  if (flags.speed !== undefined && !(Number(flags.speed) > 0)) return `--speed takes a number above 0, not ${JSON.stringify(flags.speed)}`;
  if (flags.latencies !== undefined && !['realistic', 'none'].includes(flags.latencies)) return `--latencies takes realistic or none, not ${JSON.stringify(flags.latencies)}`;
  return flags;
}

function names(list: string | undefined): string[] {
  return (list ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}

/** The first node is the control plane, the others are workers like the default ones. */
function clusterConfig({ nodes, latencies }: Flags): ClusterConfig {
  const config = latencies === 'none' ? { ...defaultClusterConfig, latencies: noLatencies } : defaultClusterConfig;
  if (nodes === undefined) return config;
  const [controlPlane, worker] = config.nodes;
  const made = Array.from({ length: Number(nodes) }, (_, i) => (i === 0 ? controlPlane : worker && { ...worker, name: `worker-${i}` }));
  return { ...config, nodes: made.filter((node) => node !== undefined) };
}

/** `POST /podlab/nodes/NAME/{stop,start}`: what no Kubernetes API can say. Undefined for other paths. */
async function nodeControl(cluster: Cluster, { method, url }: HttpRequest): Promise<ApiResponse | undefined> {
  const match = /^\/podlab\/nodes\/([^/?]+)\/(stop|start)$/.exec(url);
  if (method !== 'POST' || match === null) return undefined;
  const node = cluster.nodes.find(({ name }) => name === match[1]);
  if (node === undefined) return { code: 404, body: statusBody(404, 'NotFound', `there is no machine "${match[1] ?? ''}"`), warnings: [] };
  if (match[2] === 'stop') node.stopKubelet();
  else await node.startKubelet();
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }, warnings: [] };
}
