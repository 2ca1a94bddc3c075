// kubectl create configmap, secret, namespace, serviceaccount, token.
import type { Command, Invocation } from '../../command.ts';
import { errorMessage, KubectlError } from '../../errors.ts';
import { outputFlags, printerOf } from '../../printers/printer.ts';
import { toCompactJson } from '../../../api/field/go-text.ts';
import type { NewObject } from '../create-object.ts';
import { createCommand, nameOf } from './shared.ts';

type Bytes = Uint8Array;

const sourceFlags = [
  { name: 'append-hash', type: 'bool' },
  { name: 'from-env-file', type: 'commaList' },
  { name: 'from-file', type: 'commaList' },
  { name: 'from-literal', type: 'list' },
] as const;

/** Keys and values of --from-file, --from-literal and --from-env-file. */
async function readSources({ session, flags }: Invocation, kind: 'ConfigMap' | 'Secret', name: string): Promise<Map<string, Bytes>> {
  const data = new Map<string, Bytes>();
  const add = (key: string, value: Bytes): void => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) throw new KubectlError(`"${key}" is not ${kind === 'Secret' ? 'valid key name for a Secret' : 'a valid key name for a ConfigMap:'} a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`);
    if (data.has(key)) throw new KubectlError(kind === 'Secret' ? `cannot add key ${key}, another key by that name already exists` : `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`);
    data.set(key, value);
  };
  if (flags.list('from-env-file').length > 0 && flags.list('from-file').length + flags.list('from-literal').length > 0) throw new KubectlError('from-env-file cannot be combined with from-file or from-literal');
  for (const source of flags.list('from-file')) {
    const equals = source.indexOf('=');
    if (equals === 0) throw new KubectlError(`key name for file path ${source.slice(1)} missing`);
    if (source.split('=').length > 2) throw new KubectlError('key names or file paths cannot contain \'=\'');
    const path = equals < 0 ? source : source.slice(equals + 1);
    const files = await session.io.readBytes?.(path);
    if (!files) throw new KubectlError(`error reading ${path}: no such file or directory`);
    if (equals > 0 && files.length !== 1) throw new KubectlError('cannot give a key name for a directory path');
    for (const file of files) add(equals < 0 ? file.path.slice(file.path.lastIndexOf('/') + 1) : source.slice(0, equals), file.bytes);
  }
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new KubectlError(`invalid literal source ${literal}, expected key=value`);
    const value = literal.slice(equals + 1);
    const quoted = /^"(.*)"$/s.exec(value) ?? /^'(.*)'$/s.exec(value);
    add(literal.slice(0, equals), new TextEncoder().encode(quoted?.[1] ?? value));
  }
  for (const path of flags.list('from-env-file')) {
    const [file] = (await session.io.readBytes?.(path)) ?? [];
    if (!file) throw new KubectlError(`error reading ${path}: no such file or directory`);
    for (const raw of new TextDecoder().decode(file.bytes).replace(/^\ufeff/, '').split('\n')) {
      const line = raw.trimStart().replace(/\r$/, '');
      if (line === '' || line.startsWith('#')) continue;
      const equals = line.indexOf('=');
      add(equals < 0 ? line : line.slice(0, equals), new TextEncoder().encode(equals < 0 ? (session.io.env?.[line] ?? '') : line.slice(equals + 1)));
    }
  }
  return data;
}

function base64(bytes: Bytes): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function asText(bytes: Bytes): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function configMap(invocation: Invocation, name: string): Promise<NewObject> {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, bytes] of await readSources(invocation, 'ConfigMap', name)) {
    const text = asText(bytes);
    if (text === undefined) binaryData[key] = base64(bytes);
    else data[key] = text;
  }
  const has = (map: object): boolean => Object.keys(map).length > 0;
  const object: NewObject = { apiVersion: 'v1', ...(has(binaryData) && { binaryData }), ...(has(data) && { data }), kind: 'ConfigMap', metadata: { name } };
  return hashed(invocation, object, { data: has(data) ? data : '', kind: 'ConfigMap', name, ...(has(binaryData) && { binaryData }) });
}

async function secret(invocation: Invocation, name: string): Promise<NewObject> {
  const entries = [...(await readSources(invocation, 'Secret', name))].map(([key, bytes]) => [key, base64(bytes)] as const);
  const type = invocation.flags.string('type');
  const data = Object.fromEntries(entries);
  const object: NewObject = { apiVersion: 'v1', ...(entries.length > 0 && { data }), kind: 'Secret', metadata: { name }, ...(type !== '' && { type }) };
  return hashed(invocation, object, { data, kind: 'Secret', name, type });
}

/** `--append-hash`: the name with ten letters of the content's hash, as kustomize makes them. */
async function hashed({ flags }: Invocation, object: NewObject, content: unknown): Promise<NewObject> {
  if (!flags.bool('append-hash')) return object;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(toCompactJson(content)));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('').slice(0, 10);
  const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-${[...hex].map((c) => letters[c] ?? c).join('')}` } };
}

async function dockerSecret(invocation: Invocation, name: string): Promise<NewObject> {
  const { flags, session } = invocation;
  const [server, username, password, email] = ['docker-server', 'docker-username', 'docker-password', 'docker-email'].map((flag) => flags.string(flag));
  const files = flags.list('from-file');
  if (files.length > 0) {
    const [file] = (await session.io.readBytes?.((files[0] ?? '').replace(/^.*=/, ''))) ?? [];
    if (!file) throw new KubectlError(`error reading ${files[0] ?? ''}: no such file or directory`);
    return { apiVersion: 'v1', data: { '.dockerconfigjson': base64(file.bytes) }, kind: 'Secret', metadata: { name }, type: 'kubernetes.io/dockerconfigjson' };
  }
  if (!username || !password || !server) throw new KubectlError('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
  const entry = { username, password, ...(email && { email }), auth: base64(new TextEncoder().encode(`${username}:${password}`)) };
  const json = JSON.stringify({ auths: { [server]: entry } });
  return { apiVersion: 'v1', data: { '.dockerconfigjson': base64(new TextEncoder().encode(json)) }, kind: 'Secret', metadata: { name }, type: 'kubernetes.io/dockerconfigjson' };
}

async function tlsSecret({ flags, session }: Invocation, name: string): Promise<NewObject> {
  const [cert, key] = [flags.string('cert'), flags.string('key')];
  if (cert === '' || key === '') throw new KubectlError('key and cert must be specified');
  const read = async (path: string): Promise<Bytes> => {
    const [file] = (await session.io.readBytes?.(path)) ?? [];
    if (!file) throw new KubectlError(`Cannot read file ${path}, open ${path}: no such file or directory`);
    return file.bytes;
  };
  return { apiVersion: 'v1', data: { 'tls.crt': base64(await read(cert)), 'tls.key': base64(await read(key)) }, kind: 'Secret', metadata: { name }, type: 'kubernetes.io/tls' };
}

const token: Command = {
  name: 'token',
  use: 'create token SERVICE_ACCOUNT_NAME [options]',
  short: 'Request a service account token',
  flags: [
    ...outputFlags,
    { name: 'audience', type: 'list' }, { name: 'bound-object-kind', type: 'string' }, { name: 'bound-object-name', type: 'string' }, { name: 'bound-object-uid', type: 'string' }, { name: 'duration', type: 'duration', default: '0s' },
  ],
  run: async (invocation) => {
    const { session, flags } = invocation;
    const name = nameOf(invocation);
    const seconds = Math.trunc(flags.durationMs('duration') / 1000);
    if (flags.durationMs('duration') < 0) throw new KubectlError('--duration must be greater than or equal to 0');
    const spec = { audiences: flags.list('audience'), ...(seconds > 0 && { expirationSeconds: seconds }) };
    const printer = await printerOf(flags, session.io);
    try {
      const { body } = await session.request({
        verb: 'create', resource: await session.resource('serviceaccounts'), name, namespace: session.namespace, subresource: 'token',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec },
      });
      const { status } = body as { status?: { token?: string } };
      session.io.stdout(printer ? printer.print(body) : `${status?.token ?? ''}\n`);
    } catch (error) {
      throw new KubectlError(`failed to create token: ${errorMessage(error)}`);
    }
    return undefined;
  },
};

export const configCommands: readonly Command[] = [
  createCommand({ name: 'configmap', aliases: ['cm'], use: 'create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]', short: 'Create a config map from a local file, directory or literal value', flags: sourceFlags, failure: 'failed to create configmap', make: configMap }),
  {
    name: 'secret',
    use: 'create secret (docker-registry | generic | tls) [options]',
    short: 'Create a secret using a specified subcommand',
    subcommands: [
      createCommand({
        name: 'docker-registry', use: 'create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none] [options]', short: 'Create a secret for use with a Docker registry',
        flags: [{ name: 'append-hash', type: 'bool' }, { name: 'docker-email', type: 'string' }, { name: 'docker-password', type: 'string' }, { name: 'docker-server', type: 'string', default: 'https://index.docker.io/v1/' }, { name: 'docker-username', type: 'string' }, { name: 'from-file', type: 'commaList' }],
        failure: 'failed to create secret', make: dockerSecret,
      }),
      createCommand({ name: 'generic', use: 'create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]', short: 'Create a secret from a local file, directory, or literal value', flags: [...sourceFlags, { name: 'type', type: 'string' }], failure: 'failed to create secret', make: secret }),
      createCommand({ name: 'tls', use: 'create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] [options]', short: 'Create a TLS secret', flags: [{ name: 'append-hash', type: 'bool' }, { name: 'cert', type: 'string' }, { name: 'key', type: 'string' }], failure: 'failed to create secret', make: tlsSecret }),
    ],
  },
  createCommand({ name: 'namespace', aliases: ['ns'], use: 'create namespace NAME [--dry-run=server|client|none] [options]', short: 'Create a namespace with the specified name', make: (_, name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} }) }),
  createCommand({ name: 'serviceaccount', aliases: ['sa'], use: 'create serviceaccount NAME [--dry-run=server|client|none] [options]', short: 'Create a service account with the specified name', failure: 'failed to create serviceaccount', make: (_, name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }) }),
  token,
];

