// kubectl explain, from the API's own types.
import { fieldOf, fieldsOf, kindSchema, type FieldSchema, type TypeSchema, typeSchema } from '../../api/schema/schema.ts';
import { customType, type OpenApiSchema } from '../../api/apiextensions/structural-schema.ts';
import type { CustomResourceDefinition } from '../../api/generated/apiextensions-v1.ts';
import { customResourceDefinitions } from '../../client/resources.ts';
import type { Command, Invocation } from '../command.ts';
import { apiVersionOf, parseGroupVersion, type ApiResource } from '../discovery.ts';
import { KubectlError, PlainError } from '../errors.ts';
import type { KubectlIo } from '../io.ts';
import { compareText } from '../../api/field/go-text.ts';

export const explain: Command = {
  name: 'explain',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]',
  short: 'Get documentation for a resource',
  long: 'Describe the fields of a resource.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  flags: [{ name: 'api-version', type: 'string' }, { name: 'output', short: 'o', type: 'string', default: 'plaintext' }, { name: 'recursive', short: 'R', type: 'bool' }],
  run,
};

/** Differs from Kubernetes: the types are Podlab's own and those of the server's CustomResourceDefinitions, not its OpenAPI. */
async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args } = invocation;
  const [word, ...others] = args;
  if (word === undefined) throw new KubectlError('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
  if (others.length > 0) throw new KubectlError('We accept only this format: explain RESOURCE');
  const { resource, path } = await resourceAndPath(invocation, word);
  const builtIn = kindSchema(apiVersionOf(resource), resource.kind);
  const custom = builtIn === undefined ? await customRoot(invocation, resource) : undefined;
  const root = builtIn ?? custom?.type;
  if (!root) throw new KubectlError(`couldn't find resource for "${apiVersionOf(resource)}, Kind=${resource.kind}"`);
  const group = resource.group === '' ? '' : `GROUP:      ${resource.group}\n`;
  session.io.stdout(`${group}KIND:       ${resource.kind}\nVERSION:    ${resource.version}\n\n`);
  let parent = root;
  let field: FieldSchema | undefined;
  for (const name of path) {
    const inner = structBelow(field ? field.type : root);
    const next = inner && fieldOf(inner, name);
    if (!inner || !next) throw new KubectlError(`field "${name}" does not exist`);
    parent = inner;
    field = next;
  }
  session.io.stdout(view(session.io, { root, parent, field, isRecursive: flags.bool('recursive'), ...(custom && { rootDescription: custom.description }) }));
  return undefined;
}

const pod = typeSchema('core/v1.Pod');

/** The type that a definition of the server makes; what every object has is described as elsewhere. */
async function customRoot({ session }: Invocation, { group, version, resource, kind }: ApiResource): Promise<{ readonly type: TypeSchema; readonly description: string } | undefined> {
  const definition = await session.client.get<CustomResourceDefinition>(customResourceDefinitions, `${resource}.${group}`).catch(() => undefined);
  const schema = definition?.spec.versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
  if (schema === undefined) return undefined;
  const type = customType(schema as OpenApiSchema, `${group}/${version}.${kind}`);
  const fields = fieldsOf(type).map((field) => (['apiVersion', 'kind', 'metadata'].includes(field.name) ? (fieldOf(pod, field.name) ?? field) : field));
  return { type: { ...type, fields }, description: schema.description ?? '' };
}

/** `deployments.apps.spec` is a type with its group, then fields; `pods.spec` a type, then fields. */
async function resourceAndPath({ session, flags }: Invocation, word: string): Promise<{ resource: ApiResource; path: string[] }> {
  const discovery = await session.discovery();
  const [type = '', ...path] = word.replace(/\.$/, '').split('.');
  if (discovery.findResource(type) === undefined) throw new PlainError(`the server doesn't have a resource type "${type}"`);
  const wanted = flags.string('api-version');
  if (wanted === '') {
    for (let length = path.length; length > 0; length--) {
      const qualified = discovery.findResource([type, ...path.slice(0, length)].join('.'));
      if (qualified && path.slice(0, length).join('.').includes(qualified.group) && qualified.group !== '') return { resource: qualified, path: path.slice(length) };
    }
    return { resource: discovery.resourceFor(type), path };
  }
  const { group, version } = parseGroupVersion(wanted);
  const { kind } = discovery.resourceFor(type);
  const resource = discovery.resources.find((r) => r.group === group && r.version === version && r.kind === kind);
  if (!resource) throw new KubectlError(`couldn't find resource for "${group}/${version}, Resource=${type}"`);
  return { resource, path };
}

/** The struct in which a field's own fields stand: through lists and maps. */
function structBelow(type: TypeSchema): TypeSchema | undefined {
  if (type.shape === 'struct') return type;
  return (type.shape === 'list' || type.shape === 'map') && type.element ? structBelow(type.element) : undefined;
}

interface View {
  readonly root: TypeSchema;
  readonly parent: TypeSchema;
  readonly field: FieldSchema | undefined;
  readonly isRecursive: boolean;
  /** Of a custom resource. */
  readonly rootDescription?: string;
}

function view(io: KubectlIo, { root, parent, field, isRecursive, rootDescription }: View): string {
  const type = field ? field.type : root;
  const own = field === undefined ? rootDescription : field.description;
  const description = own ?? (io.docs ? (field ? describedField(io.docs, parent, field) : io.docs.typeDescription(root)) : '');
  const values = enumOf(type);
  const inner = structBelow(type);
  const head = field ? `FIELD: ${field.name} <${typeText(field.type)}>\n${values ? `ENUM:\n${values.map((value) => `    ${value}\n`).join('')}` : ''}\n\n` : '';
  const fields = inner ? `FIELDS:\n${fieldLines(io, inner, { indent: 1, isRecursive, seen: [] })}\n` : '';
  return `${head}DESCRIPTION:\n${wrapped(description === '' ? '<empty>' : description, 4)}\n${inner ? `    \n${fields}` : '\n'}`;
}

/** What is said of the field, and of its type when that has a name. */
function describedField(docs: NonNullable<KubectlIo['docs']>, parent: TypeSchema, field: FieldSchema): string {
  const [own, ofType] = [docs.fieldDescription(parent, field), docs.typeDescription(field.type)];
  return ofType === '' || ofType === own ? own : `${own}\n${ofType}`;
}

function fieldLines(io: KubectlIo, type: TypeSchema, options: { indent: number; isRecursive: boolean; seen: readonly string[] }): string {
  const pad = '  '.repeat(options.indent);
  return [...fieldsOf(type)]
    .sort((a, b) => compareText(a.name, b.name))
    .map((field) => {
      const values = enumOf(field.type);
      const listed = values && values.length > 4 ? `${values.slice(0, 4).join(', ')}, ....` : values?.join(', ');
      const line = `${pad}${field.name}\t<${typeText(field.type)}>${field.isRequired ? ' -required-' : ''}\n${listed === undefined ? '' : `${pad}enum: ${listed}\n`}`;
      if (!options.isRecursive) return `${line}${wrapped((field.description ?? io.docs?.fieldDescription(type, field)) || '<no description>', options.indent * 2 + 2)}\n\n`;
      const inner = structBelow(field.type);
      if (!inner || options.seen.includes(inner.goType)) return line;
      return line + fieldLines(io, inner, { ...options, indent: options.indent + 1, seen: [...options.seen, inner.goType] });
    })
    .join('');
}

/** String types whose constants upstream does not mark as an enum, so that its OpenAPI does not list them. */
const unmarked = new Set(
  ['ConditionStatus', 'ContainerRestartPolicy', 'PodResizeStatus', 'PodSELinuxChangePolicy', 'RecursiveReadOnlyMode', 'ResourceHealthStatus', 'ResourceResizeRestartPolicy', 'StorageMedium'].map((name) => `core/v1.${name}`),
);

/** Sorted constants of a closed string type. */
function enumOf({ goType, shape, values, isOpenEnum }: TypeSchema): string[] | undefined {
  return shape === 'string' && !unmarked.has(goType) && values && values.length > 0 && !isOpenEnum ? values.filter((value) => value !== '').sort(compareText) : undefined;
}

const plainNames: Readonly<Partial<Record<TypeSchema['shape'], string>>> = { bool: 'boolean', bytes: 'string', time: 'string', microTime: 'string', string: 'string', integer: 'integer', number: 'number', quantity: 'Quantity', intOrString: 'IntOrString', duration: 'Duration' };

function typeText(type: TypeSchema): string {
  if (type.shape === 'list' && type.element) return `[]${typeText(type.element)}`;
  if (type.shape === 'map' && type.element) return `map[string]${typeText(type.element)}`;
  // What a definition's schema nests has no name.
  if (type.isDeduced === true || type.fields !== undefined) return 'Object';
  const plain = plainNames[type.shape];
  if (plain !== undefined) return plain;
  return type.goType.slice(type.goType.lastIndexOf('.') + 1);
}

/** Lines of at most 80 columns. */
function wrapped(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  return text
    .split('\n')
    .flatMap((paragraph) => {
      const lines: string[] = [];
      let line = '';
      for (const word of paragraph.split(' ')) {
        if (line !== '' && line.length + 1 + word.length > 80 - indent) {
          lines.push(line);
          line = word;
        } else {
          line = line === '' ? word : `${line} ${word}`;
        }
      }
      return [...lines, line];
    })
    .map((line) => pad + line)
    .join('\n');
}
