// kubectl auth: can-i and whoami.
import type { KubeObject } from '../../api/meta/object.ts';
import type { Command, Invocation } from '../command.ts';
import type { ApiResource } from '../discovery.ts';
import { KubectlError, SilentExit } from '../errors.ts';
import { outputFlags, printerOf } from '../printers/printer.ts';
import { TabWriter } from '../text/tab-writer.ts';
import { allNamespacesFlag, chunkSizeFlag } from './shared-flags.ts';

const canI: Command = {
  name: 'can-i',
  use: 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]',
  short: 'Check whether an action is allowed',
  flags: [allNamespacesFlag, chunkSizeFlag, { name: 'list', type: 'bool' }, { name: 'no-headers', type: 'bool' }, { name: 'quiet', short: 'q', type: 'bool' }, { name: 'subresource', type: 'string' }],
  run: runCanI,
};

const verbs = new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'impersonate', '*', 'approve', 'sign', 'escalate', 'attest']);

async function runCanI(invocation: Invocation): Promise<number | undefined> {
  const { session, flags, args, path } = invocation;
  if (flags.bool('list')) return listRules(invocation);
  const [verb, target, ...others] = args;
  if (verb === undefined || target === undefined || others.length > 1) throw new KubectlError(`you must specify two arguments: verb resource or verb resource/resourceName.\nSee '${path} -h' for help and examples.`);
  const namespace = flags.bool('all-namespaces') ? '' : session.namespace;
  let spec: object;
  if (target.startsWith('/')) {
    spec = { nonResourceAttributes: { path: target, verb } };
  } else {
    const slash = target.indexOf('/');
    const [type, name] = slash < 0 ? [target, others[0] ?? ''] : [target.slice(0, slash), target.slice(slash + 1)];
    const found = type === '*' ? undefined : (await session.discovery()).findResource(type);
    warnAbout(invocation, { verb, type, found });
    // `pods/exec` names a subresource where no Pod of that name is meant.
    const isSub = name !== '' && found !== undefined && /^(exec|log|attach|portforward|status|scale|eviction|proxy|binding|token|ephemeralcontainers|resize)$/.test(name);
    const subresource = flags.string('subresource') || (isSub ? name : '');
    const resourceAttributes = {
      ...(namespace !== '' && { namespace }), verb, group: found?.group ?? (type === '*' ? '*' : ''), resource: found?.resource ?? type,
      ...(subresource !== '' && { subresource }), ...(name !== '' && !isSub && { name }),
    };
    spec = { resourceAttributes };
  }
  const { status } = (await review(session, 'selfsubjectaccessreviews', { kind: 'SelfSubjectAccessReview', spec })) as { status?: { allowed?: boolean; reason?: string; evaluationError?: string } };
  const isAllowed = status?.allowed ?? false;
  if (!flags.bool('quiet')) {
    const why = [status?.reason && ` - ${status.reason}`, status?.evaluationError && ` - ${status.evaluationError}`].filter(Boolean).join('');
    session.io.stdout(isAllowed ? 'yes\n' : `no${why}\n`);
  }
  if (!isAllowed) throw new SilentExit(1);
  return undefined;
}

function warnAbout({ session }: Invocation, { verb, type, found }: { verb: string; type: string; found: ApiResource | undefined }): void {
  if (!found && type !== '*') session.io.stderr(`Warning: the server doesn't have a resource type '${type}'\n\n`);
  if (!verbs.has(verb)) session.io.stderr(`Warning: verb '${verb}' is not a known verb\n\n`);
  if (found && !found.isNamespaced) session.io.stderr(`Warning: resource '${type}' is not namespace scoped${found.group === '' ? '' : ` in group '${found.group}'`}\n\n`);
}

async function review(session: Invocation['session'], resource: string, body: { kind: string; spec?: object }): Promise<KubeObject> {
  const group = body.kind === 'SelfSubjectReview' ? 'authentication.k8s.io' : 'authorization.k8s.io';
  const response = await session.client.send({ verb: 'create', ref: { group, version: 'v1', resource }, body: { apiVersion: `${group}/v1`, metadata: {}, ...body } });
  return response.body as KubeObject;
}

interface Rules {
  readonly status?: {
    readonly resourceRules?: readonly { readonly verbs: readonly string[]; readonly apiGroups?: readonly string[]; readonly resources?: readonly string[]; readonly resourceNames?: readonly string[] }[];
    readonly nonResourceRules?: readonly { readonly verbs: readonly string[]; readonly nonResourceURLs?: readonly string[] }[];
  };
}

async function listRules({ session, flags }: Invocation): Promise<undefined> {
  const { status } = (await review(session, 'selfsubjectrulesreviews', { kind: 'SelfSubjectRulesReview', spec: { namespace: session.namespace } })) as Rules;
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!flags.bool('no-headers')) writer.write('Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  for (const { verbs: allowed, group, resource, name, url } of compactRules(status)) {
    writer.write(`${resource}${group === '' ? '' : `.${group}`}\t[${url}]\t[${name}]\t[${allowed.join(' ')}]\n`);
  }
  session.io.stdout(writer.flush());
  return undefined;
}

interface SingleRule {
  readonly verbs: string[];
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  readonly url: string;
}

/** A rule for each resource, name and URL, as rbac's BreakdownRule and CompactRules make them: the verbs of one resource together. In upstream's order, that of the rules as text. */
function compactRules(status: Rules['status']): SingleRule[] {
  const rules = new Map<string, SingleRule>();
  for (const { verbs: allowed, apiGroups = [''], resources = [], resourceNames = [''] } of status?.resourceRules ?? []) {
    for (const group of apiGroups) for (const resource of resources) for (const name of resourceNames) {
      const key = JSON.stringify([group, resource, name]);
      const known = rules.get(key)?.verbs ?? [];
      rules.set(key, { verbs: [...new Set([...known, ...allowed])], group, resource, name, url: '' });
    }
  }
  const urls = (status?.nonResourceRules ?? []).flatMap(({ verbs: allowed, nonResourceURLs = [] }) => nonResourceURLs.map((url) => ({ verbs: [...allowed], group: '', resource: '', name: '', url })));
  const text = ({ verbs: allowed, group, resource, name, url }: SingleRule): string => `[${allowed.join(' ')}][${group}][${resource}][${name}][${url}]`;
  return [...rules.values(), ...urls].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

const whoAmI: Command = {
  name: 'whoami',
  use: 'auth whoami [options]',
  short: 'Experimental: Check self subject attributes',
  flags: outputFlags,
  run: async ({ session, flags }) => {
    const printer = await printerOf(flags, session.io);
    const body = await review(session, 'selfsubjectreviews', { kind: 'SelfSubjectReview' });
    if (printer) {
      session.io.stdout(printer.print({ ...body, apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }));
      return undefined;
    }
    const { userInfo } = (body as KubeObject & { status?: { userInfo?: { username?: string; uid?: string; groups?: readonly string[]; extra?: Record<string, readonly string[]> } } }).status ?? {};
    const writer = new TabWriter({ minWidth: 6, padding: 3 });
    writer.write('ATTRIBUTE\tVALUE\n');
    if (userInfo?.username) writer.write(`Username\t${userInfo.username}\n`);
    if (userInfo?.uid) writer.write(`UID\t${userInfo.uid}\n`);
    if (userInfo?.groups?.length) writer.write(`Groups\t[${userInfo.groups.join(' ')}]\n`);
    for (const [key, values] of Object.entries(userInfo?.extra ?? {})) writer.write(`Extra: ${key}\t[${values.join(' ')}]\n`);
    session.io.stdout(writer.flush());
    return undefined;
  },
};

export const auth: Command = { name: 'auth', use: 'auth [flags] [options]', short: 'Inspect authorization', subcommands: [canI, whoAmI] };

