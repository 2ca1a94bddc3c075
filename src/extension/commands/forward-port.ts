// Podlab: Forward Port, and Show Port Forwards. Where ports cannot be opened, the answer of the Pod's server is shown instead.
import { env, ThemeIcon, Uri, window, workspace } from 'vscode';
import type { Pod } from '../../api/generated/core-v1.ts';
import { pods } from '../../client/resources.ts';
import { askHttp } from '../forwarding/http-answer.ts';
import type { PortForward } from '../forwarding/port-forwards.ts';
import { pickTarget } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import { sayCommand } from '../say-command.ts';
import { printable } from '../text/printable.ts';

const openInBrowser = 'Open in Browser';
const stop = 'Stop';

export const forwardPort: Command = {
  id: 'forwardPort',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Forward Port', kinds: ['Pod'] });
    if (target?.kind !== 'Pod' || target.namespace === undefined) return;
    const { name: pod, namespace } = target;
    const port = await pickPort(podlab, pod, namespace);
    if (port === undefined) return;
    if (!podlab.portForwards.isPossible) return showAnswer(podlab, { pod, namespace, port });
    const local = await window.showInputBox({ title: 'Forward Port', prompt: `Port of this computer that leads to port ${port} of ${pod}. Podlab opens it on 127.0.0.1 only; 0 takes any free one`, value: String(port < 1024 ? port + 8000 : port), validateInput: portProblem });
    if (local === undefined) return;
    sayCommand(podlab, ['port-forward', `pod/${pod}`, '-n', namespace, `${local}:${port}`]);
    const forward = await podlab.portForwards.add({ namespace, pod, port, localPort: Number(local) });
    podlab.log.info(`Forwarding from 127.0.0.1:${forward.localPort} -> ${port}`);
    void window.showInformationMessage(`127.0.0.1:${forward.localPort} leads to port ${port} of ${pod}.`, openInBrowser, stop).then((answer) => act(forward, answer));
  },
};

export const showPortForwards: Command = {
  id: 'showPortForwards',
  async run({ portForwards }) {
    const items = portForwards.all.map((forward) => ({ label: `127.0.0.1:${forward.localPort}`, description: `→ ${forward.pod}:${forward.port} · ${forward.namespace}`, iconPath: new ThemeIcon('plug'), forward }));
    if (items.length === 0) {
      void window.showInformationMessage('No port is forwarded.');
      return;
    }
    const picked = await window.showQuickPick(items, { title: 'Port Forwards' });
    if (picked === undefined) return;
    const { pod, port, localPort } = picked.forward;
    const action = await window.showQuickPick([stop, openInBrowser], { title: `127.0.0.1:${localPort} → ${pod}:${port}` });
    await act(picked.forward, action);
  },
};

async function act(forward: PortForward, answer: string | undefined): Promise<void> {
  if (answer === stop) forward.dispose();
  if (answer === openInBrowser) await env.openExternal(Uri.parse(`http://127.0.0.1:${forward.localPort}/`));
}

function portProblem(value: string): string | undefined {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? undefined : 'Enter a port from 0 to 65535';
}

/** One of the ports that the Pod's containers name, or any other. */
async function pickPort(podlab: Podlab, pod: string, namespace: string): Promise<number | undefined> {
  const session = await podlab.cluster.start();
  const { spec } = await session.client.get<Pod>(pods, pod, namespace);
  const named = spec.containers.flatMap(({ name: container, ports }) => (ports ?? []).map(({ containerPort, name }) => ({ label: String(containerPort), description: [name, container].filter(Boolean).join(' · '), port: containerPort })));
  const other = { label: 'Another port…', description: '', port: undefined };
  const picked = named.length === 0 ? other : await window.showQuickPick([...named, other], { title: 'Forward Port', placeHolder: `Port of ${pod}` });
  if (picked === undefined || picked.port !== undefined) return picked?.port;
  const typed = await window.showInputBox({ title: 'Forward Port', prompt: `Port of ${pod}`, validateInput: portProblem });
  return typed === undefined ? undefined : Number(typed);
}

async function showAnswer(podlab: Podlab, { pod, namespace, port }: { pod: string; namespace: string; port: number }): Promise<void> {
  const path = await window.showInputBox({ title: 'Forward Port', prompt: `A browser cannot open ports; Podlab asks port ${port} of ${pod} for this path and shows the answer`, value: '/', validateInput: (value) => (/^\/[!-~]*$/.test(value) ? undefined : 'Enter a path that begins with /') });
  if (path === undefined) return;
  const session = await podlab.cluster.start();
  const { head, body, contentType } = await askHttp(session.client, { namespace, pod, port, path });
  podlab.log.info(printable(head));
  const language = contentType === 'text/html' ? 'html' : contentType.endsWith('json') ? 'json' : 'plaintext';
  const document = await workspace.openTextDocument({ language, content: printable(body) });
  await window.showTextDocument(document, { preview: true });
  window.setStatusBarMessage(`$(check) ${printable(head.split('\r\n')[0] ?? '')}`, 5000);
}
