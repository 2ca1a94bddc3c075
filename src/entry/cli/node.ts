// `podlab node`: stops and starts kubelets of a running `podlab serve`.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const usage = `Usage: podlab node stop|start NAME [--kubeconfig FILE]

Stops or starts the kubelet of a node; its containers go on. The cluster is the one of --kubeconfig, of $KUBECONFIG, or of ~/.podlab/kubeconfig.
`;

export async function nodeCommand(argv: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(argv);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n${usage}`);
    return 2;
  }
  const { values, positionals } = parsed;
  // A hook calls these with the words of the recorded cases: stop-kubelet, start-kubelet.
  const [verb = '', name] = positionals;
  const action = /^(stop|start)(-kubelet)?$/.exec(verb)?.[1];
  if (values.help === true || action === undefined || name === undefined) {
    (values.help === true ? process.stdout : process.stderr).write(usage);
    return values.help === true ? 0 : 2;
  }
  const file = values.kubeconfig ?? process.env['KUBECONFIG'] ?? path.join(homedir(), '.podlab', 'kubeconfig');
  const { server, ca, token } = readKubeconfig(file);
  const { code, message } = await post(`${server}/podlab/nodes/${encodeURIComponent(name)}/${action}`, ca, token);
  if (code === 200) return 0;
  process.stderr.write(`error: ${message}\n`);
  return 1;
}

function parseFlags(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: { kubeconfig: { type: 'string' }, help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
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

function post(url: string, ca: string, token: string): Promise<{ code: number; message: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', ca, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, message: messageOf(text) }); });
    });
    call.on('error', (error: NodeJS.ErrnoException) => { reject(error.code === 'ECONNREFUSED' ? new Error(`nothing answers at ${new URL(url).origin}: is podlab serve running?`) : error); });
    call.end();
  });
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}
