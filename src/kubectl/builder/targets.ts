// What the arguments of a command name: resource types, names, selectors (k8s.io/cli-runtime's resource.Builder).
import { kindText, type ApiResource, type Discovery } from '../discovery.ts';
import { KubectlError } from '../errors.ts';

/** Objects by name, or all objects of a type that selectors match. */
type Target =
  | { readonly kind: 'named'; readonly resource: ApiResource; readonly names: readonly string[] }
  | { readonly kind: 'list'; readonly resource: ApiResource; readonly labelSelector: string; readonly fieldSelector: string };

export interface TargetOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `--all`: everything of the type. */
  readonly isAll?: boolean;
  readonly isAllNamespaces?: boolean;
  /** A type alone means all of it. */
  readonly allowsTypeAlone?: boolean;
}

export interface Targets {
  readonly targets: readonly Target[];
  /** Exactly one object was named. */
  readonly isSingle: boolean;
  /** Faults of single arguments; the others still count. */
  readonly errors: readonly unknown[];
}

export const missingResource = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

const slashMix =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/** Reads the arguments; throws what makes all of them meaningless. */
export function resolveTargets(discovery: Discovery, words: readonly string[], options: TargetOptions): Targets {
  const args = spreadTypes(words);
  const slashes = args.filter((arg) => arg.includes('/')).length;
  if (slashes > 0 && slashes !== args.length) throw new KubectlError(slashMix);
  const hasSelector = Boolean(options.labelSelector) || Boolean(options.fieldSelector) || options.isAll === true;
  if (slashes > 0) return pairTargets(discovery, args, hasSelector, options);
  const [types, ...names] = args;
  const isList = hasSelector || (types !== undefined && names.length === 0 && options.allowsTypeAlone === true);
  if (types === undefined) throw new KubectlError(hasSelector ? 'at least one resource must be specified to use a selector' : missingResource);
  if (isList && names.length > 0) throw new KubectlError('name cannot be provided when a selector is specified');
  const resources = typeList(types, discovery).map((word) => discovery.resourceFor(word));
  if (isList) {
    const selectors = { labelSelector: options.labelSelector ?? '', fieldSelector: options.fieldSelector ?? '' };
    return { targets: resources.map((resource) => ({ kind: 'list', resource, ...selectors })), isSingle: false, errors: [] };
  }
  const [resource] = resources;
  if (names.length === 0 || resource === undefined) throw new KubectlError('resource(s) were provided, but no name was specified');
  if (resources.length > 1) throw new KubectlError('you must specify only one resource');
  checkNames(resource, options);
  return { targets: [{ kind: 'named', resource, names }], isSingle: names.length === 1, errors: [] };
}

/** `pods,svc a` means `pods/a svc/a`. */
function spreadTypes(words: readonly string[]): readonly string[] {
  const [types = '', ...names] = words;
  const list = splitTypes(types);
  return names.length > 0 && list.length > 1 ? list.flatMap((type) => names.map((name) => `${type}/${name}`)) : words;
}

function splitTypes(word: string): string[] {
  return [...new Set(word.split(','))];
}

/** Types of a comma-separated word, categories such as `all` spelled out. */
function typeList(word: string, discovery: Discovery): string[] {
  return splitTypes(word).flatMap((type) => {
    if (type === '') throw new KubectlError('arguments in resource/name form must have a single resource and name');
    const members = discovery.findResource(type) ? [] : discovery.inCategory(type);
    return members.length > 0 ? members.map((r) => `${r.resource}.${r.version}.${r.group}`) : [type];
  });
}

function pairTargets(discovery: Discovery, args: readonly string[], hasSelector: boolean, options: TargetOptions): Targets {
  const pairs = args.map((arg) => {
    const parts = arg.split('/');
    if (parts.length > 2) throw new KubectlError('arguments in resource/name form may not have more than one slash');
    const [type = '', name = ''] = parts;
    if (type === '' || name === '' || splitTypes(type).length !== 1) throw new KubectlError('arguments in resource/name form must have a single resource and name');
    return { type, name };
  });
  if (hasSelector) throw new KubectlError('selectors and the all flag cannot be used when passing resource/name arguments');
  const targets: Target[] = [];
  const errors: unknown[] = [];
  for (const { type, name } of pairs) {
    try {
      const resource = discovery.resourceFor(type);
      checkNames(resource, options);
      targets.push({ kind: 'named', resource, names: [name] });
    } catch (error) {
      errors.push(error);
    }
  }
  if (targets.length === 0 && errors.length > 0) throw errors[0];
  return { targets, isSingle: args.length === 1, errors };
}

function checkNames(resource: ApiResource, { isAllNamespaces }: TargetOptions): void {
  if (isAllNamespaces && resource.isNamespaced) throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
}

/** Refuses names that would be another path; the server checks the rest. */
export function checkPathName(name: string): void {
  if (name === '.' || name === '..') throw new KubectlError(`invalid resource name "${name}": [may not be '${name}']`);
  for (const part of ['/', '%']) if (name.includes(part)) throw new KubectlError(`invalid resource name "${name}": [may not contain '${part}']`);
  if (name === '') throw new KubectlError('resource name may not be empty');
}

/** `pod/web`. */
export function objectText(resource: ApiResource, name: string): string {
  return `${kindText(resource)}/${name}`;
}
