// `podlab serve`: the cluster without VS Code, behind the loopback endpoint.
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../base/random.ts';
import { SimulatedClock } from '../../base/simulated-clock.ts';
import { systemClock } from '../../base/system-clock.ts';
import { type Cluster, createCluster } from '../../cluster/cluster.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { makeCertificate, type ServingCertificate, servingCertificate } from '../endpoint/certificates.ts';
import { type Endpoint, startEndpoint } from '../endpoint/endpoint.ts';
import { type Identity, keepIdentity, readIdentity } from '../endpoint/identity.ts';
import { kubeconfigText } from '../endpoint/kubeconfig.ts';
import { writePrivate } from '../endpoint/private-files.ts';
import type { OpenPersistence } from '../persistence/open-persistence.ts';
import { keepNurserySize } from '../small-heap.ts';
import { wireYaml } from '../wire-yaml.ts';
import { authenticateServe } from './node-control.ts';
import { clusterConfig, names, readServeFlags, type ServeFlags, serveUsage, unknownComponent } from './serve-flags.ts';

/** Resolves with the exit code when the server was told to end. Rejects, with nothing left running, when it cannot start. */
export async function serveCommand(argv: readonly string[]): Promise<number> {
  const flags = readServeFlags(argv);
  if (typeof flags === 'string') {
    process.stderr.write(`error: ${flags}\n${serveUsage}`);
    return 2;
  }
  if (flags.help === true) {
    process.stdout.write(serveUsage);
    return 0;
  }
  const unknown = unknownComponent(flags);
  if (unknown !== undefined) {
    process.stderr.write(`error: ${unknown}\n`);
    return 1;
  }
  // All that is written holds keys, tokens or Secrets.
  process.umask(0o077);
  const toldToEnd = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => { resolve(); });
    process.once('SIGINT', () => { resolve(); });
  });
  const cleanups: (() => unknown)[] = [];
  try {
    await serve(flags, toldToEnd, cleanups);
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
  return 0;
}

async function serve(flags: ServeFlags, toldToEnd: Promise<void>, cleanups: (() => unknown)[]): Promise<void> {
  const { state } = flags;
  const config = clusterConfig(flags);
  // First of all: another owner's files are not touched.
  const persistence = state === undefined ? undefined : await openState(state);
  cleanups.push(() => { persistence?.close(); });
  const certificate = state === undefined ? await makeCertificate(Date.now()) : await servingCertificate(path.join(state, 'pki'), Date.now());
  const known = state === undefined ? {} : readIdentity(state);
  const identity: Identity = { ...known, token: process.env['PODLAB_TOKEN'] ?? known.token ?? randomBytes(32).toString('base64url') };
  // The port first: without it there is no cluster to end.
  const started = Promise.withResolvers<Cluster>();
  const endpoint = await listen(flags, identity, certificate, started.promise);
  const clock = new SimulatedClock(systemClock, { speed: config.speed, isPaused: flags.paused === true });
  cleanups.push(() => { clock.dispose(); });
  const cluster = startCluster({ flags, config, clock, certificate, persistence });
  cleanups.push(() => { cluster.dispose(); }, () => endpoint.close());
  started.resolve(cluster);
  await Promise.race([cluster.ready, toldToEnd]);
  keepNurserySize();
  if (state !== undefined) keepIdentity(state, { port: endpoint.port, ...(process.env['PODLAB_TOKEN'] === undefined && { token: identity.token }) });
  const kubeconfig = flags.kubeconfig ?? path.join(state ?? path.join(homedir(), '.podlab'), 'kubeconfig');
  writePrivate(kubeconfig, kubeconfigText({ server: endpoint.url, ca: certificate.ca, token: identity.token }));
  process.stdout.write(`${JSON.stringify({ server: endpoint.url, kubeconfig })}\n`);
  await toldToEnd;
}

function onError(error: unknown): void {
  process.stderr.write(`podlab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

interface StartOptions {
  readonly flags: ServeFlags;
  readonly config: ClusterConfig;
  readonly clock: SimulatedClock;
  readonly certificate: ServingCertificate;
  readonly persistence: OpenPersistence | undefined;
}

function startCluster({ flags, config, clock, certificate: { ca }, persistence }: StartOptions): Cluster {
  return createCluster({
    clock,
    random: seededRandom(randomBytes(4).readUInt32LE()),
    config,
    disable: names(flags.disable),
    enable: names(flags.enable),
    apiServer: { certificate: ca, yaml: wireYaml, newSecret: () => randomBytes(32).toString('hex') },
    onError,
    yieldToHost: () => new Promise((resolve) => { setImmediate(resolve); }),
    ...(persistence && { persistence }),
  });
}

/** On the port of `--port`, else on the one of the last time when it is free, else on any. */
async function listen(flags: ServeFlags, identity: Identity, { cert, key }: ServingCertificate, cluster: Promise<Cluster>): Promise<Endpoint> {
  const start = (port: number): Promise<Endpoint> => startEndpoint({ port, cert, key, authenticate: authenticateServe(cluster, identity.token), onBug: onError });
  try {
    return await start(Number(flags.port ?? identity.port ?? '0'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (flags.port === undefined && code === 'EADDRINUSE') return start(0);
    if (code === 'EADDRINUSE') throw new Error(`port ${flags.port ?? ''} of 127.0.0.1 is in use by another program; leave --port out to take any free one`);
    if (code === 'EACCES') throw new Error(`port ${flags.port ?? ''} of 127.0.0.1 may not be used by this user; take one above 1023, or leave --port out to take any free one`);
    throw error;
  }
}

/** Node 20 has no `node:sqlite`: only who keeps a state needs a newer one. */
async function openState(dir: string): Promise<OpenPersistence> {
  const { openSqlitePersistence } = await import('../persistence/sqlite-persistence.ts');
  return openSqlitePersistence(dir);
}
