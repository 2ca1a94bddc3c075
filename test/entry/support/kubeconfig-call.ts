// One GET with what a kubeconfig of Podlab holds, and nothing else.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

interface Kubeconfig { readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[]; readonly users: readonly { readonly user: { readonly token: string } }[] }

/** `token` takes the place of the file's; '' sends none. */
export function callAs(kubeconfig: string, url: string, { token }: { token?: string } = {}): Promise<{ code: number; body: unknown }> {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const { server = '', 'certificate-authority-data': ca = '' } = clusters[0]?.cluster ?? {};
  const bearer = token ?? users[0]?.user.token ?? '';
  return new Promise((resolve, reject) => {
    const sent = request(server + url, { ca: Buffer.from(ca, 'base64'), agent: false, headers: bearer === '' ? {} : { authorization: `Bearer ${bearer}` } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as unknown }); });
    });
    sent.on('error', reject);
    sent.end();
  });
}
