// kubectl create service and ingress.
import type { Command, Invocation } from '../../command.ts';
import { KubectlError } from '../../errors.ts';
import type { FlagSpec } from '../../flags.ts';
import type { NewObject } from '../create-object.ts';
import { parseLabels } from '../expose.ts';
import { createCommand } from './shared.ts';

const tcpFlag: FlagSpec = { name: 'tcp', type: 'commaList' };

/** `80` or `80:8080` or `80:http`. */
function tcpPort(text: string, nodePort: number): unknown {
  const [first = '', second] = text.split(':');
  if (!/^\d+$/.test(first)) throw new KubectlError(`strconv.ParseUint: parsing "${first}": invalid syntax`);
  const port = Number(first);
  if (port > 65535) throw new KubectlError(`strconv.ParseUint: parsing "${first}": value out of range`);
  const target = second ?? first;
  return {
    name: text.replace(':', '-'),
    ...(nodePort > 0 && { nodePort }),
    port,
    protocol: 'TCP',
    targetPort: /^\d+$/.test(target) ? Number(target) : target,
  };
}

function service(type: string) {
  return ({ flags }: Invocation, name: string): NewObject => {
    const ports = flags.list('tcp').map((text) => tcpPort(text, type === 'NodePort' ? flags.number('node-port') : 0));
    const clusterIP = type === 'ClusterIP' ? flags.string('clusterip') : '';
    const externalName = type === 'ExternalName' ? flags.string('external-name') : '';
    if (ports.length === 0 && type !== 'ExternalName' && clusterIP !== 'None') throw new KubectlError('at least one tcp port specifier must be provided');
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { labels: { app: name }, name },
      spec: { ...(clusterIP !== '' && { clusterIP }), ...(externalName !== '' && { externalName }), ...(ports.length > 0 && { ports }), selector: { app: name }, type },
      status: { loadBalancer: {} },
    } as NewObject;
  };
}

interface IngressPath {
  readonly host: string;
  readonly path: unknown;
  readonly tls: { readonly secretName: string } | undefined;
}

/** `host/path=service:port[,tls[=secret]]`. */
function ingressRule(rule: string): IngressPath {
  const match = /^([^,/]*)(\/[^,=]*)?=([a-z0-9-]+):([a-zA-Z0-9-]+)((?:,tls(?:=[^,]*)?)?)$/.exec(rule);
  if (!match) throw new KubectlError(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const [, host = '', path = '', name = '', port = '', tls = ''] = match;
  const isPrefix = path.endsWith('*') || path === '';
  const number = /^\d+$/.test(port) ? { number: Number(port) } : { name: port };
  return {
    host,
    path: { backend: { service: { name, port: number } }, path: path === '' ? '/' : path.replace(/\*$/, ''), pathType: isPrefix ? 'Prefix' : 'Exact' },
    tls: tls === '' ? undefined : { secretName: tls.slice(',tls'.length).replace(/^=/, '') },
  };
}

function ingress({ flags }: Invocation, name: string): NewObject {
  const parsed = flags.list('rule').map(ingressRule);
  const fallback = flags.string('default-backend');
  if (parsed.length === 0 && fallback === '') throw new KubectlError('not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)');
  const hosts = [...new Set(parsed.map(({ host }) => host))];
  const rules = hosts.map((host) => ({ ...(host !== '' && { host }), http: { paths: parsed.filter((p) => p.host === host).map(({ path }) => path) } }));
  const secrets = new Map<string, string[]>();
  for (const { host, tls } of parsed) if (tls) secrets.set(tls.secretName, [...(secrets.get(tls.secretName) ?? []), ...(host === '' ? [] : [host])]);
  const tls = [...secrets].map(([secretName, names]) => ({ ...(names.length > 0 && { hosts: [...new Set(names)] }), ...(secretName !== '' && { secretName }) }));
  const annotations = Object.assign({}, ...flags.list('annotation').map(parseLabels)) as Record<string, string>;
  const [backendName = '', backendPort = ''] = fallback.split(':');
  if (fallback !== '' && backendPort === '') throw new KubectlError('default-backend should be in format servicename:serviceport');
  const port = /^\d+$/.test(backendPort) ? { number: Number(backendPort) } : { name: backendPort };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...(Object.keys(annotations).length > 0 && { annotations }), name },
    spec: {
      ...(fallback !== '' && { defaultBackend: { service: { name: backendName, port } } }),
      ...(flags.string('class') !== '' && { ingressClassName: flags.string('class') }),
      ...(rules.length > 0 && { rules }),
      ...(tls.length > 0 && { tls }),
    },
    status: { loadBalancer: {} },
  } as NewObject;
}

export const networkCommands: readonly Command[] = [
  {
    name: 'service',
    aliases: ['svc'],
    use: 'create service [options]',
    short: 'Create a service using a specified subcommand',
    subcommands: [
      createCommand({ name: 'clusterip', use: 'create service clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]', short: 'Create a ClusterIP service', flags: [tcpFlag, { name: 'clusterip', type: 'string' }], failure: 'failed to create ClusterIP service', make: service('ClusterIP') }),
      createCommand({ name: 'externalname', use: 'create service externalname NAME --external-name external.name [--dry-run=server|client|none] [options]', short: 'Create an ExternalName service', flags: [tcpFlag, { name: 'external-name', type: 'string' }], requiredFlags: ['external-name'], failure: 'failed to create ExternalName service', make: service('ExternalName') }),
      createCommand({ name: 'loadbalancer', use: 'create service loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]', short: 'Create a LoadBalancer service', flags: [tcpFlag], failure: 'failed to create LoadBalancer service', make: service('LoadBalancer') }),
      createCommand({ name: 'nodeport', use: 'create service nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]', short: 'Create a NodePort service', flags: [tcpFlag, { name: 'node-port', type: 'int', default: '0' }], failure: 'failed to create NodePort service', make: service('NodePort') }),
    ],
  },
  createCommand({
    name: 'ingress', aliases: ['ing'], use: 'create ingress NAME --rule=host/path=service:port[,tls[=secret]]  [options]', short: 'Create an ingress with the specified name',
    flags: [{ name: 'annotation', type: 'list' }, { name: 'class', type: 'string' }, { name: 'default-backend', type: 'string' }, { name: 'rule', type: 'list' }],
    failure: 'failed to create ingress', make: ingress,
  }),
];

