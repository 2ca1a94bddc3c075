// What `podlab serve` is told: its flags, and the cluster that they describe.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { componentNames } from '../../cluster/cluster.ts';
import { type ClusterConfig, defaultClusterConfig, noLatencies, realisticLatencies } from '../../cluster/config.ts';
import { parseClusterConfig } from '../config-file.ts';

export const serveUsage = `Usage: podlab serve [--port P] [--kubeconfig FILE] [--ephemeral | --state DIR] [--config FILE] [--nodes N] [--disable NAME,…] [--enable NAME,…] [--latencies realistic|none] [--speed X | --paused]

Runs a simulated cluster and an HTTPS endpoint on 127.0.0.1. When it is ready it prints one line of JSON with "server" and "kubeconfig".
The administrator's token is taken from the environment variable PODLAB_TOKEN, or made at random. Names for --disable and --enable:
scheduler, kubelets, controllers (all of them), or one controller by Kubernetes' name. With --state the cluster outlives the process, with its port and its token.
--config takes a podlab.yaml with nodes, latencies, speed and preloadedImages; the other flags go before it.
`;

/** Each has its own kubelet; more would be a slow cluster rather than a large one. */
const maxNodes = 1000;

export type ServeFlags = NonNullable<ReturnType<typeof parseFlags>>;
function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseArgs({ args: [...argv], options: { port: text, kubeconfig: text, ephemeral: flag, state: text, config: text, nodes: text, disable: text, enable: text, latencies: text, speed: text, paused: flag, help: { ...flag, short: 'h' } } }).values;
}

/** A text says what is wrong with them. */
export function readServeFlags(argv: readonly string[]): ServeFlags | string {
  let flags: ServeFlags;
  try {
    flags = parseFlags(argv);
  } catch (error) {
    return (error as Error).message;
  }
  if (flags.ephemeral === true && flags.state !== undefined) return '--ephemeral and --state exclude each other';
  for (const name of ['port', 'nodes'] as const) if (flags[name] !== undefined && !/^\d+$/.test(flags[name])) return `--${name} takes a whole number, not ${JSON.stringify(flags[name])}`;
  if (Number(flags.port ?? '0') > 65_535) return `--port takes a number up to 65535, not ${flags.port ?? ''}`;
  if (Number(flags.nodes ?? '0') > maxNodes) return `--nodes takes a number up to ${maxNodes}, not ${flags.nodes ?? ''}`;
  if (flags.speed !== undefined && !(Number(flags.speed) > 0 && Number.isFinite(Number(flags.speed)))) return `--speed takes a number above 0, not ${JSON.stringify(flags.speed)}`;
  if (flags.latencies !== undefined && !['realistic', 'none'].includes(flags.latencies)) return `--latencies takes realistic or none, not ${JSON.stringify(flags.latencies)}`;
  return flags;
}

/** What is wrong with the names of --disable and --enable. */
export function unknownComponent(flags: ServeFlags): string | undefined {
  for (const flag of ['disable', 'enable'] as const) {
    const unknown = names(flags[flag]).filter((name) => !componentNames.includes(name));
    if (unknown.length > 0) return `--${flag} knows no ${unknown.map((name) => JSON.stringify(name)).join(', ')}; it takes ${componentNames.join(', ')}`;
  }
  return undefined;
}

/** The names of a comma-separated list. */
export function names(list: string | undefined): string[] {
  return (list ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}

/** With `--nodes`, the first node is the control plane and the others are workers like the default ones. Throws what is wrong with the file of `--config`. */
export function clusterConfig({ config: file, nodes, latencies, speed }: ServeFlags): ClusterConfig {
  const base = file === undefined ? defaultClusterConfig : parseClusterConfig(readFileSync(file, 'utf8'), file);
  const config = {
    ...base,
    ...(latencies !== undefined && { latencies: latencies === 'none' ? noLatencies : realisticLatencies }),
    ...(speed !== undefined && { speed: Number(speed) }),
  };
  if (nodes === undefined) return config;
  const [controlPlane, worker] = defaultClusterConfig.nodes;
  const made = Array.from({ length: Number(nodes) }, (_, i) => (i === 0 ? controlPlane : worker && { ...worker, name: `worker-${i}` }));
  return { ...config, nodes: made.filter((node) => node !== undefined) };
}

