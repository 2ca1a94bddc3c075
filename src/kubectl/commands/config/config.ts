// kubectl config.
import type { Command, Invocation } from '../../command.ts';
import { KubectlError, throwAll } from '../../errors.ts';
import { helpText } from '../../help.ts';
import type { Fields } from '../../../api/meta/json.ts';
import { toGoJson } from '../../printers/json.ts';
import { outputFlags, printerOf } from '../../printers/printer.ts';
import { toYaml } from '../../../api/yaml/go-yaml.ts';
import { compareText } from '../../../api/field/go-text.ts';
import { TabWriter } from '../../text/tab-writer.ts';
import { asFile, minified, readKubeconfig, redacted, writeKubeconfig, type Kubeconfig } from './kubeconfig.ts';

type Part = 'clusters' | 'contexts' | 'users';

/** A wrong number of arguments shows the command's help and fails. */
function refuseArgs({ session, command, path, args }: Invocation): never {
  session.io.stdout(helpText(command, path));
  throw new KubectlError(`Unexpected args: [${args.join(' ')}]`);
}

async function view({ session, flags }: Invocation): Promise<undefined> {
  let config = await readKubeconfig(session.io);
  if (flags.bool('minify')) config = minified(config);
  if (!flags.bool('raw') && !flags.bool('flatten')) config = redacted(config);
  const printer = await printerOf(flags, session.io);
  const file = asFile(config);
  if (flags.string('output') === 'json') {
    // The order of Go's Config.
    const named = (list: unknown): unknown => (list as Fields[] | null)?.map(({ name, ...rest }) => ({ name, ...rest })) ?? null;
    const { kind, apiVersion, clusters, users, contexts } = file;
    session.io.stdout(toGoJson({ kind, apiVersion, preferences: {}, clusters: named(clusters), users: named(users), contexts: named(contexts), 'current-context': file['current-context'] }));
    return undefined;
  }
  session.io.stdout(printer ? printer.print(file) : toYaml(file));
  return undefined;
}

async function currentContext({ session }: Invocation): Promise<undefined> {
  const { currentContext: name } = await readKubeconfig(session.io);
  if (name === '') throw new KubectlError('current-context is not set');
  session.io.stdout(`${name}\n`);
  return undefined;
}

async function getContexts({ session, flags, args }: Invocation): Promise<undefined> {
  const config = await readKubeconfig(session.io);
  const names = args.length > 0 ? args : config.contexts.map(({ name }) => name).sort(compareText);
  const isName = flags.string('output') === 'name';
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!isName && !flags.bool('no-headers')) writer.write('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n');
  const missing: unknown[] = [];
  for (const name of names) {
    const context = config.contexts.find((c) => c.name === name);
    if (!context) {
      missing.push(new KubectlError(`context ${name} not found`));
      continue;
    }
    const text = (field: string): string => String((context.value[field] as string | undefined) ?? '');
    writer.write(isName ? `${name}\n` : `${name === config.currentContext ? '*' : ''}\t${name}\t${text('cluster')}\t${text('user')}\t${text('namespace')}\n`);
  }
  session.io.stdout(writer.flush());
  throwAll(missing);
  return undefined;
}

function getNames(part: Part) {
  return async ({ session }: Invocation): Promise<undefined> => {
    const config = await readKubeconfig(session.io);
    session.io.stdout(`NAME\n${config[part].map(({ name }) => `${name}\n`).sort(compareText).join('')}`);
    return undefined;
  };
}

async function useContext(invocation: Invocation): Promise<undefined> {
  const { session, args } = invocation;
  const [name] = args;
  if (name === undefined || args.length !== 1) refuseArgs(invocation);
  const config = await readKubeconfig(session.io);
  if (!config.contexts.some((c) => c.name === name)) throw new KubectlError(`no context exists with the name: "${name}"`);
  await writeKubeconfig(session.io, { ...config, currentContext: name });
  session.io.stdout(`Switched to context "${name}".\n`);
  return undefined;
}

async function setContext({ session, flags, args }: Invocation): Promise<undefined> {
  const config = await readKubeconfig(session.io);
  const isCurrent = flags.bool('current');
  const name = isCurrent ? config.currentContext : args[0];
  if (isCurrent && name === '') throw new KubectlError('no current context is set');
  if (name === undefined) throw new KubectlError('you must specify a non-empty context name or --current');
  let context = config.contexts.find((c) => c.name === name);
  const isNew = !context;
  if (!context) config.contexts.push((context = { name, value: {} }));
  for (const field of ['cluster', 'user', 'namespace']) if (flags.isSet(field)) context.value = { ...context.value, [field]: flags.string(field) };
  await writeKubeconfig(session.io, config);
  session.io.stdout(`Context "${name}" ${isNew ? 'created' : 'modified'}.\n`);
  return undefined;
}

const clusterFields = ['server', 'tls-server-name', 'certificate-authority', 'proxy-url'];
const userFields = ['token', 'username', 'password', 'client-certificate', 'client-key'];

function setEntry(part: 'clusters' | 'users', label: string, fields: readonly string[]) {
  return async (invocation: Invocation): Promise<undefined> => {
    const { session, flags, args } = invocation;
    const [name] = args;
    if (name === undefined || args.length !== 1) refuseArgs(invocation);
    const config = await readKubeconfig(session.io);
    let entry = config[part].find((e) => e.name === name);
    if (!entry) config[part].push((entry = { name, value: {} }));
    for (const field of fields) if (flags.isSet(field)) entry.value = { ...entry.value, [field]: flags.string(field) };
    if (flags.isSet('insecure-skip-tls-verify')) entry.value = { ...entry.value, 'insecure-skip-tls-verify': flags.bool('insecure-skip-tls-verify') };
    await writeKubeconfig(session.io, config);
    session.io.stdout(`${label} "${name}" set.\n`);
    return undefined;
  };
}

function deleteEntry(part: Part, noun: string) {
  return async (invocation: Invocation): Promise<undefined> => {
    const { session, args } = invocation;
    const [name] = args;
    if (name === undefined || args.length !== 1) refuseArgs(invocation);
    const config = await readKubeconfig(session.io);
    const at = config[part].findIndex((e) => e.name === name);
    if (at < 0) throw new KubectlError(`cannot delete ${noun} ${name}, not in kubeconfig`);
    config[part].splice(at, 1);
    await writeKubeconfig(session.io, config);
    if (noun === 'context' && config.currentContext === name) session.io.stderr('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    session.io.stdout(`deleted ${noun} ${name} from kubeconfig\n`);
    return undefined;
  };
}

async function renameContext({ session, args }: Invocation): Promise<undefined> {
  const [from = '', to = ''] = args;
  const config = await readKubeconfig(session.io);
  const context = config.contexts.find(({ name }) => name === from);
  if (!context) throw new KubectlError(`cannot rename the context "${from}", it's not in kubeconfig`);
  if (config.contexts.some(({ name }) => name === to)) throw new KubectlError(`cannot rename the context "${from}", the context "${to}" already exists in kubeconfig`);
  context.name = to;
  await writeKubeconfig(session.io, { ...config, currentContext: config.currentContext === from ? to : config.currentContext });
  session.io.stdout(`Context "${from}" renamed to "${to}".\n`);
  return undefined;
}

/** `set` and `unset`: a dotted path such as `contexts.lab.namespace`. */
function change(isSet: boolean) {
  return async (invocation: Invocation): Promise<undefined> => {
    const { session, args } = invocation;
    const [path, value] = args;
    if (path === undefined || args.length !== (isSet ? 2 : 1)) refuseArgs(invocation);
    const config = await readKubeconfig(session.io);
    await writeKubeconfig(session.io, changed(config, path, isSet ? value : undefined));
    session.io.stdout(`Property "${path}" ${isSet ? 'set' : 'unset'}.\n`);
    return undefined;
  };
}

function changed(config: Kubeconfig, path: string, value: string | undefined): Kubeconfig {
  const [first = '', ...rest] = path.split('.');
  if (first === 'current-context') return { ...config, currentContext: value ?? '' };
  if (first !== 'clusters' && first !== 'contexts' && first !== 'users') throw new KubectlError(`unable to parse ${path} after [] at api.Config`);
  const entries = config[first];
  const found = entries.find(({ name }) => rest.join('.').startsWith(`${name}.`) || rest.join('.') === name);
  const name = found?.name ?? rest[0] ?? '';
  const field = rest.join('.').slice(name.length + 1);
  if (field === '') {
    if (value === undefined) return { ...config, [first]: entries.filter((e) => e !== found) };
    throw new KubectlError(`unable to parse ${path} after [${first}] at api.${first}`);
  }
  const typed: unknown = value === 'true' || value === 'false' ? value === 'true' : value;
  const update = (old: Fields): Fields => Object.fromEntries(Object.entries({ ...old, [field]: typed }).filter(([, v]) => v !== undefined));
  const others = found ? entries.map((e) => (e === found ? { ...e, value: update(e.value) } : e)) : [...entries, { name, value: update({}) }];
  return { ...config, [first]: others };
}

export const config: Command = {
  name: 'config',
  use: 'config SUBCOMMAND [options]',
  short: 'Modify kubeconfig files',
  subcommands: [
    { name: 'current-context', use: 'config current-context [flags] [options]', short: 'Display the current-context', run: currentContext },
    { name: 'delete-cluster', use: 'config delete-cluster NAME [options]', short: 'Delete the specified cluster from the kubeconfig', run: deleteEntry('clusters', 'cluster') },
    { name: 'delete-context', use: 'config delete-context NAME [options]', short: 'Delete the specified context from the kubeconfig', run: deleteEntry('contexts', 'context') },
    { name: 'delete-user', use: 'config delete-user NAME [options]', short: 'Delete the specified user from the kubeconfig', run: deleteEntry('users', 'user') },
    { name: 'get-clusters', use: 'config get-clusters [options]', short: 'Display clusters defined in the kubeconfig', run: getNames('clusters') },
    { name: 'get-contexts', use: 'config get-contexts [(-o|--output=)name)] [options]', short: 'Describe one or many contexts', flags: [{ name: 'no-headers', type: 'bool' }, { name: 'output', short: 'o', type: 'string' }], run: getContexts },
    { name: 'get-users', use: 'config get-users [options]', short: 'Display users defined in the kubeconfig', run: getNames('users') },
    { name: 'rename-context', use: 'config rename-context CONTEXT_NAME NEW_NAME [options]', short: 'Rename a context from the kubeconfig file', run: renameContext },
    { name: 'set', use: 'config set PROPERTY_NAME PROPERTY_VALUE [options]', short: 'Set an individual value in a kubeconfig file', flags: [{ name: 'set-raw-bytes', type: 'bool' }], run: change(true) },
    { name: 'set-cluster', use: 'config set-cluster NAME [options]', short: 'Set a cluster entry in kubeconfig', flags: [{ name: 'proxy-url', type: 'string' }, { name: 'embed-certs', type: 'bool' }], run: setEntry('clusters', 'Cluster', clusterFields) },
    { name: 'set-context', use: 'config set-context [NAME | --current] [options]', short: 'Set a context entry in kubeconfig', flags: [{ name: 'current', type: 'bool' }], run: setContext },
    { name: 'set-credentials', use: 'config set-credentials NAME [options]', short: 'Set a user entry in kubeconfig', flags: [{ name: 'embed-certs', type: 'bool' }], run: setEntry('users', 'User', userFields) },
    { name: 'unset', use: 'config unset PROPERTY_NAME [options]', short: 'Unset an individual value in a kubeconfig file', run: change(false) },
    { name: 'use-context', aliases: ['use'], use: 'config use-context CONTEXT_NAME [options]', short: 'Set the current-context in a kubeconfig file', run: useContext },
    { name: 'view', use: 'config view [flags] [options]', short: 'Display merged kubeconfig settings or a specified kubeconfig file', flags: [...outputFlags, { name: 'flatten', type: 'bool' }, { name: 'merge', type: 'bool', default: 'true', bare: 'true' }, { name: 'minify', type: 'bool' }, { name: 'raw', type: 'bool' }], run: view },
  ],
};
