// A `docker run` or `podman run` as the `kubectl run` that means the same: flags that both have, the others as overrides of the Pod.

type Fields = Record<string, unknown>;

const withValue = new Set([
  'name', 'publish', 'p', 'env', 'e', 'volume', 'v', 'workdir', 'w', 'user', 'u', 'memory', 'm', 'cpus', 'restart', 'hostname', 'h', 'entrypoint', 'network', 'net', 'label', 'l', 'platform', 'pull', 'add-host', 'cap-add', 'cap-drop', 'dns',
  'env-file', 'mount', 'expose', 'log-driver', 'log-opt', 'memory-swap', 'shm-size', 'ulimit', 'cpu-shares', 'security-opt', 'device', 'stop-timeout', 'health-cmd', 'health-interval', 'group-add', 'ip', 'pid', 'ipc', 'runtime', 'tmpfs', 'cidfile', 'gpus',
]);
const longNames: Readonly<Record<string, string>> = { p: 'publish', e: 'env', v: 'volume', w: 'workdir', u: 'user', m: 'memory', h: 'hostname', l: 'label', net: 'network', i: 'interactive', t: 'tty', d: 'detach' };

export interface KubectlRun {
  readonly argv: string[];
  /** What has no place in a Pod, in words. */
  readonly left: readonly string[];
}

/** `words` begin with `docker` or `podman`. Throws an Error with words for the user. */
export function kubectlOfDocker(words: readonly string[]): KubectlRun {
  const { flags, image, args } = read(words);
  const name = podName(flags.get('name')?.at(-1) ?? image);
  const container: Fields = {};
  const spec: Fields = {};
  const left: string[] = [];
  const argv = ['run', name, `--image=${image}`];
  const handlers = handlersOf({ argv, container, spec, left });
  for (const [flag, values] of flags) {
    const handle = handlers[flag];
    if (handle !== undefined) for (const value of values) handle(value);
    else if (!ignored.has(flag)) left.push(`--${flag}`);
  }
  const entrypoint = flags.get('entrypoint')?.at(-1);
  if (!flags.has('restart')) argv.push('--restart=Never');
  const tail = entrypoint === undefined ? args : [...(entrypoint === '' ? [] : [entrypoint]), ...args];
  if (Object.keys(container).length > 0) {
    const env = (flags.get('env') ?? []).map(variable);
    const ports = container['ports'];
    delete container['ports'];
    spec['containers'] = [{ name, image, ...(tail.length > 0 && (entrypoint === undefined ? { args: tail } : { command: tail })), ...(env.length > 0 && { env }), ...(ports !== undefined && { ports }), ...container }];
  }
  if (Object.keys(spec).length > 0) argv.push(`--overrides=${JSON.stringify({ apiVersion: 'v1', spec })}`);
  if (tail.length > 0) argv.push(...(entrypoint === undefined ? [] : ['--command']), '--', ...tail);
  return { argv, left };
}

const ignored = new Set(['name', 'rm', 'detach', 'entrypoint', 'init', 'quiet', 'sig-proxy', 'pull', 'platform', 'expose', 'cidfile', 'log-driver', 'log-opt']);

function read(words: readonly string[]): { flags: Map<string, string[]>; image: string; args: string[] } {
  const flags = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    const long = longNames[name] ?? name;
    flags.set(long, [...(flags.get(long) ?? []), value]);
  };
  if (words[1] !== 'run' && !(words[1] === 'container' && words[2] === 'run')) throw new Error(`only “${words[0] ?? 'docker'} run” can be made a manifest`);
  let at = words[1] === 'run' ? 2 : 3;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word === '-') break;
    const long = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    if (long !== null) {
      const [, name = '', value] = long;
      add(name, value ?? (withValue.has(name) ? (words[++at] ?? '') : 'true'));
      continue;
    }
    const letters = word.slice(1);
    for (let i = 0; i < letters.length; i++) {
      const letter = letters.charAt(i);
      if (!withValue.has(letter)) add(letter, 'true');
      else {
        add(letter, i + 1 < letters.length ? letters.slice(i + 1).replace(/^=/, '') : (words[++at] ?? ''));
        break;
      }
    }
  }
  const image = words[at];
  if (image === undefined) throw new Error('the command names no image');
  return { flags, image, args: words.slice(at + 1) };
}

function handlersOf({ argv, container, spec, left }: { argv: string[]; container: Fields; spec: Fields; left: string[] }): Readonly<Record<string, (value: string) => void>> {
  const list = (of: Fields, field: string): Fields[] => (of[field] ??= []) as Fields[];
  const security = (): Fields => (container['securityContext'] ??= {}) as Fields;
  const limits = (): Fields => ((container['resources'] ??= { limits: {} }) as { limits: Fields }).limits;
  let volumes = 0;
  return {
    publish: (value) => {
      const port = Number(/(\d+)(?:\/\w+)?$/.exec(value)?.[1]);
      list(container, 'ports').push({ containerPort: port, ...(value.endsWith('/udp') && { protocol: 'UDP' }) });
    },
    env: (value) => { argv.push(`--env=${value.includes('=') ? value : `${value}=`}`); },
    volume: (value) => {
      const [source = '', target, mode = ''] = value.split(':');
      const name = `volume-${++volumes}`;
      list(container, 'volumeMounts').push({ name, mountPath: target ?? source, ...(mode.split(',').includes('ro') && { readOnly: true }) });
      list(spec, 'volumes').push({ name, ...(target !== undefined && /^[./~]/.test(source) ? { hostPath: { path: source } } : { emptyDir: {} }) });
    },
    tmpfs: (value) => {
      const name = `volume-${++volumes}`;
      list(container, 'volumeMounts').push({ name, mountPath: value.split(':')[0] });
      list(spec, 'volumes').push({ name, emptyDir: { medium: 'Memory' } });
    },
    workdir: (value) => { container['workingDir'] = value; },
    user: (value) => {
      const [user = '', group] = value.split(':');
      if (!/^\d+$/.test(user)) left.push(`--user ${value} (a Pod takes numbers)`);
      else Object.assign(security(), { runAsUser: Number(user), ...(group !== undefined && /^\d+$/.test(group) && { runAsGroup: Number(group) }) });
    },
    memory: (value) => { limits()['memory'] = value.replace(/^(\d+)([bkmg])b?$/i, (_, amount: string, unit: string) => `${amount}${({ b: '', k: 'Ki', m: 'Mi', g: 'Gi' })[unit.toLowerCase()] ?? ''}`); },
    cpus: (value) => { limits()['cpu'] = value; },
    restart: (value) => { argv.push(`--restart=${value.startsWith('on-failure') ? 'OnFailure' : value === 'no' ? 'Never' : 'Always'}`); },
    hostname: (value) => { spec['hostname'] = value; },
    network: (value) => {
      if (value === 'host') spec['hostNetwork'] = true;
      else if (value !== 'bridge') left.push(`--network ${value}`);
    },
    pid: (value) => { if (value === 'host') spec['hostPID'] = true; },
    ipc: (value) => { if (value === 'host') spec['hostIPC'] = true; },
    label: (value) => {
      const at = argv.findIndex((word) => word.startsWith('--labels='));
      if (at < 0) argv.push(`--labels=${value}`);
      else argv[at] += `,${value}`;
    },
    privileged: () => { security()['privileged'] = true; },
    'read-only': () => { security()['readOnlyRootFilesystem'] = true; },
    'cap-add': (value) => { capabilities(security(), 'add', value); },
    'cap-drop': (value) => { capabilities(security(), 'drop', value); },
    'add-host': (value) => {
      const [host = '', ip = ''] = value.split(/[:=](.*)/s);
      list(spec, 'hostAliases').push({ ip, hostnames: [host] });
    },
    dns: (value) => { (((spec['dnsConfig'] ??= { nameservers: [] }) as { nameservers: string[] }).nameservers).push(value); },
    'stop-timeout': (value) => { spec['terminationGracePeriodSeconds'] = Number(value); },
    interactive: () => { container['stdin'] = true; },
    tty: () => { container['tty'] = true; },
  };
}

function capabilities(security: Fields, list: 'add' | 'drop', value: string): void {
  const known = (security['capabilities'] ??= {}) as Record<string, string[]>;
  (known[list] ??= []).push(value.replace(/^CAP_/, ''));
}

function variable(text: string): Fields {
  const at = text.indexOf('=');
  return at < 0 ? { name: text, value: '' } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

function podName(text: string): string {
  return text.replace(/^.*\//, '').replace(/[:@].*$/, '').toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'pod';
}
