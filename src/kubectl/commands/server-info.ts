// kubectl version, api-resources, api-versions, cluster-info.
import type { Command, Invocation } from '../command.ts';
import { apiVersionOf, groupResourceText, type ApiResource } from '../discovery.ts';
import { KubectlError, usageError } from '../errors.ts';
import { toJson } from '../printers/json.ts';
import { outputFlags, printerOf } from '../printers/printer.ts';
import { toYaml } from '../../api/yaml/go-yaml.ts';
import { compareText } from '../../api/field/go-text.ts';
import { TabWriter } from '../text/tab-writer.ts';
import { currentServer } from './config/kubeconfig.ts';

const clientVersion = { major: '1', minor: '36', gitVersion: 'v1.36.3', gitCommit: '', gitTreeState: 'clean', buildDate: '1970-01-01T00:00:00Z', goVersion: 'none', compiler: 'none', platform: 'podlab/typescript' };
const kustomizeVersion = 'v5.8.1';

export const version: Command = {
  name: 'version',
  use: 'version [options]',
  short: 'Print the client and server version information',
  flags: [{ name: 'client', type: 'bool' }, { name: 'output', short: 'o', type: 'string' }],
  run: async ({ session, flags, args, path }) => {
    if (args.length > 0) throw usageError(path, `extra arguments: [${args.join(' ')}]`);
    const output = flags.string('output');
    if (output !== '' && output !== 'yaml' && output !== 'json') throw new KubectlError("--output must be 'yaml' or 'json'");
    const server = flags.bool('client') ? undefined : await session.getPath('/version');
    const whole = { clientVersion, kustomizeVersion, ...(server !== undefined && { serverVersion: server }) };
    if (output === 'yaml') session.io.stdout(`${toYaml(whole)}\n`);
    else if (output === 'json') session.io.stdout(toJson(whole));
    else session.io.stdout(`Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}\n${server === undefined ? '' : `Server Version: ${(server as { gitVersion: string }).gitVersion}\n`}`);
    return undefined;
  },
};

export const apiResources: Command = {
  name: 'api-resources',
  use: 'api-resources [flags] [options]',
  short: 'Print the supported API resources on the server',
  flags: [
    ...outputFlags.filter(({ name }) => name === 'output' || name === 'show-managed-fields'),
    { name: 'api-group', type: 'string' }, { name: 'cached', type: 'bool' }, { name: 'categories', type: 'commaList' }, { name: 'namespaced', type: 'bool', default: 'true' },
    { name: 'no-headers', type: 'bool' }, { name: 'sort-by', type: 'string' }, { name: 'verbs', type: 'commaList' },
  ],
  run: runApiResources,
};

async function runApiResources({ session, flags, args, path }: Invocation): Promise<undefined> {
  if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
  const output = flags.string('output');
  const printer = output === 'wide' || output === 'name' ? undefined : await printerOf(flags, session.io, { onlyFormats: ['json', 'kyaml', 'name', 'wide', 'yaml'] });
  const sortBy = flags.string('sort-by');
  if (sortBy !== '' && sortBy !== 'name' && sortBy !== 'kind') throw new KubectlError('--sort-by accepts only name or kind');
  const found = (await session.discovery()).preferred.filter((r) => isWanted(r, flags)).sort((a, b) => order(a, b, sortBy));
  if (printer) {
    const resources = found.map((r) => ({ name: r.resource, singularName: r.singular, namespaced: r.isNamespaced, ...(r.group !== '' && { group: r.group }), version: r.version, kind: r.kind, verbs: r.verbs, ...(r.shortNames.length > 0 && { shortNames: r.shortNames }), ...(r.categories.length > 0 && { categories: r.categories }) }));
    session.io.stdout(printer.print({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources }));
    return undefined;
  }
  if (output === 'name') {
    for (const r of found) session.io.stdout(`${groupResourceText(r)}\n`);
    return undefined;
  }
  const isWide = output === 'wide';
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!flags.bool('no-headers')) writer.write(`NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${isWide ? '\tVERBS\tCATEGORIES' : ''}\n`);
  for (const r of found) writer.write(`${r.resource}\t${r.shortNames.join(',')}\t${apiVersionOf(r)}\t${r.isNamespaced}\t${r.kind}${isWide ? `\t${[...r.verbs].sort(compareText).join(',')}\t${r.categories.join(',')}` : ''}\n`);
  session.io.stdout(writer.flush());
  return undefined;
}

function isWanted(r: ApiResource, flags: Invocation['flags']): boolean {
  if (flags.isSet('api-group') && r.group !== flags.string('api-group')) return false;
  if (flags.isSet('namespaced') && r.isNamespaced !== flags.bool('namespaced')) return false;
  return flags.list('verbs').every((verb) => r.verbs.includes(verb)) && flags.list('categories').every((category) => r.categories.includes(category));
}

function order(a: ApiResource, b: ApiResource, sortBy: string): number {
  if (sortBy === 'name') return compareText(a.resource, b.resource);
  if (sortBy === 'kind') return compareText(a.kind, b.kind);
  return compareText(a.group, b.group) || compareText(a.resource, b.resource);
}

export const apiVersions: Command = {
  name: 'api-versions',
  use: 'api-versions [options]',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  run: async ({ session, args, path }) => {
    if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
    const versions = new Set((await session.discovery()).resources.map(apiVersionOf));
    session.io.stdout([...versions].sort(compareText).map((text) => `${text}\n`).join(''));
    return undefined;
  },
};

export const clusterInfo: Command = {
  name: 'cluster-info',
  use: 'cluster-info [flags] [options]',
  short: 'Display cluster information',
  run: async ({ session }) => {
    const server = await currentServer(session.io);
    session.io.stdout(`\u001b[0;32mKubernetes control plane\u001b[0m is running at \u001b[0;33m${server}\u001b[0m\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`);
    return undefined;
  },
};
