// `podlab node`: adds, removes, stops and starts machines and kubelets of a running `podlab serve`.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { NodeEntry } from '../../api/podlab/podlab-config.ts';
import { listOf, pairsOf, taintsOf } from '../../client/node-entry.ts';

const usage = `Usage: podlab node stop|start|off|on|remove NAME [--kubeconfig FILE]
       podlab node add NAME [--role worker|control-plane] [--capacity cpu=4,memory=8Gi] [--labels disk=ssd] [--taints dedicated=gpu:NoSchedule] [--images IMAGE,…] [--kubeconfig FILE]

stop and start are about the kubelet of a node: its containers go on. off and on are about the machine: its containers die. add makes a new machine, remove takes one away with its Node.
The cluster is the one of --kubeconfig, of $KUBECONFIG, or of ~/.podlab/kubeconfig.
`;

/** The words that the recorded cases' hook calls them by. */
const aliases: Readonly<Record<string, string>> = { 'stop-kubelet': 'stop', 'start-kubelet': 'start' };
const verbs: ReadonlySet<string> = new Set(['stop', 'start', 'off', 'on', 'remove', 'add']);

export async function nodeCommand(argv: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(argv);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n${usage}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [word = '', name] = positionals;
  const verb = aliases[word] ?? word;
  if (values.help === true || !verbs.has(verb) || name === undefined) {
    (values.help === true ? process.stdout : process.stderr).write(usage);
    return values.help === true ? 0 : 2;
  }
  const file = values.kubeconfig ?? process.env['KUBECONFIG'] ?? path.join(homedir(), '.podlab', 'kubeconfig');
  const { server, ca, token } = readKubeconfig(file);
  const [url, body] = verb === 'add' ? [`${server}/podlab/nodes`, JSON.stringify(entryOf(name, values))] : [`${server}/podlab/nodes/${encodeURIComponent(name)}/${verb}`, undefined];
  const { code, message } = await post({ url, ca, token, body });
  if (code === 200) return 0;
  process.stderr.write(`error: ${message}\n`);
  return 1;
}

type Flags = ReturnType<typeof parseFlags>['values'];
function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  return parseArgs({ args: [...argv], options: { kubeconfig: text, role: text, capacity: text, labels: text, taints: text, images: text, help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
}

/** Unchecked: the cluster says what is wrong with it. */
function entryOf(name: string, { role, capacity, labels, taints, images }: Flags): NodeEntry {
  return {
    name,
    ...(role !== undefined && { role: role as 'worker' }),
    ...(capacity !== undefined && { capacity: pairsOf(capacity) }),
    ...(labels !== undefined && { labels: pairsOf(labels) }),
    ...(taints !== undefined && { taints: taintsOf(taints) }),
    ...(images !== undefined && { preloadedImages: listOf(images) }),
  };
}

interface Kubeconfig {
  readonly clusters?: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }[];
  readonly users?: readonly { readonly user: { readonly token: string } }[];
}

/** Reads only kubeconfigs that Podlab wrote: JSON, one cluster, one user with a token. */
function readKubeconfig(file: string): { server: string; ca: string; token: string } {
  const config = parseKubeconfig(file);
  const cluster = config?.clusters?.[0]?.cluster;
  const token = config?.users?.[0]?.user.token;
  if (cluster === undefined || token === undefined) throw new Error(`${file} is not a kubeconfig of podlab serve`);
  return { server: cluster.server, ca: Buffer.from(cluster['certificate-authority-data'], 'base64').toString('utf8'), token };
}

/** Undefined when it is no JSON. */
function parseKubeconfig(file: string): Kubeconfig | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kubeconfig;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error(`there is no kubeconfig ${file}: start podlab serve, or name another with --kubeconfig`, { cause: error });
    throw error;
  }
}

function post({ url, ca, token, body }: { url: string; ca: string; token: string; body: string | undefined }): Promise<{ code: number; message: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', ca, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, message: messageOf(text) }); });
    });
    call.on('error', (error: NodeJS.ErrnoException) => { reject(error.code === 'ECONNREFUSED' ? new Error(`nothing answers at ${new URL(url).origin}: is podlab serve running?`) : error); });
    call.end(body);
  });
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}
