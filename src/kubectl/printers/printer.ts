// `-o`: picks the printer of a format (k8s.io/cli-runtime's PrintFlags).
import type { KubeObject } from '../../api/meta/object.ts';
import { errorMessage, KubectlError } from '../errors.ts';
import type { FlagSpec, FlagValues } from '../flags.ts';
import type { KubectlIo } from '../io.ts';
import { compareText } from '../../api/field/go-text.ts';
import { GoTemplate } from './go-template.ts';
import { JsonPath } from '../../api/json-path/json-path.ts';
import { toJson } from './json.ts';
import { toKyaml } from './kyaml.ts';
import { toYaml } from '../../api/yaml/go-yaml.ts';

/** Turns one object or list after the other into text. */
export interface ObjectPrinter {
  print(object: unknown): string;
}

const templateFlags: readonly FlagSpec[] = [
  { name: 'allow-missing-template-keys', type: 'bool', default: 'true' },
  { name: 'template', type: 'string' },
];

/** The flags of every command that prints objects. */
export const outputFlags: readonly FlagSpec[] = [{ name: 'output', short: 'o', type: 'string' }, { name: 'show-managed-fields', type: 'bool' }, ...templateFlags];

const baseFormats = ['json', 'yaml', 'kyaml', 'name', 'go-template', 'go-template-file', 'template', 'templatefile', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'];

export interface PrinterOptions {
  /** Formats that the command prints itself, named in the error text. */
  readonly extraFormats?: readonly string[];
  /** The only formats, instead of the usual ones. */
  readonly onlyFormats?: readonly string[];
}

/** The printer that `-o` and `--template` ask for; undefined without them. Throws for an unknown format. */
export async function printerOf(flags: FlagValues, io: KubectlIo, options: PrinterOptions = {}): Promise<ObjectPrinter | undefined> {
  const template = flags.isSet('template') ? flags.string('template') : undefined;
  const output = flags.string('output') || (template !== undefined ? 'go-template' : '');
  if (output === '') return undefined;
  const equals = output.indexOf('=');
  const format = equals < 0 ? output : output.slice(0, equals);
  const formats = options.onlyFormats ?? [...baseFormats, ...(options.extraFormats ?? [])];
  const isKnown = formats.includes(equals < 0 ? output : format);
  const showsManaged = flags.bool('show-managed-fields');
  const simple = isKnown ? simplePrinter(output, showsManaged) : undefined;
  if (simple) return simple;
  const text = equals < 0 ? template : output.slice(equals + 1);
  if (isKnown && /^(go-template|template|jsonpath)/.test(format)) return templatePrinter(format, text, flags.bool('allow-missing-template-keys'), io);
  throw new KubectlError(`unable to match a printer suitable for the output format "${output}", allowed formats are: ${[...formats].sort(compareText).join(',')}`);
}

function simplePrinter(output: string, showsManaged: boolean): ObjectPrinter | undefined {
  const cleaned = (object: unknown): unknown => (showsManaged ? object : withoutManagedFields(object));
  switch (output) {
    case 'json':
      return { print: (object) => toJson(cleaned(object)) };
    case 'yaml': {
      let count = 0;
      return { print: (object) => `${count++ > 0 ? '---\n' : ''}${toYaml(cleaned(object))}` };
    }
    case 'kyaml':
      return { print: (object) => `---\n${toKyaml(cleaned(object))}` };
    case 'name':
      return { print: (object) => itemsOf(object).map((item) => `${nameText(item)}\n`).join('') };
    default:
      return undefined;
  }
}

async function templatePrinter(format: string, text: string | undefined, allowsMissingKeys: boolean, io: KubectlIo): Promise<ObjectPrinter> {
  if (!text) throw new KubectlError('template format specified but no template given');
  const isFile = format.endsWith('file');
  const template = isFile ? await templateFile(text, io) : text;
  if (!format.startsWith('jsonpath')) {
    const parsed = parsing(template, () => new GoTemplate(template), (problem) => `error parsing template ${template}, ${problem}`);
    return { print: (object) => executing(() => parsed.print(object), (problem) => templateFailure(template, problem)) };
  }
  const path = parsing(template, () => new JsonPath(template, { allowsMissingKeys }), (problem) => `error parsing jsonpath ${template}, ${problem}`);
  const failure = (problem: string): string =>
    `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${problem}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t<object>\n\n\n`;
  if (format === 'jsonpath-as-json') return { print: (object) => executing(() => toJson(path.find(object).flat()), failure) };
  return { print: (object) => executing(() => path.print(object), failure) };
}

function parsing<T>(_template: string, parse: () => T, failure: (problem: string) => string): T {
  try {
    return parse();
  } catch (error) {
    throw new KubectlError(failure(errorMessage(error)));
  }
}

function executing(print: () => string, failure: (problem: string) => string): string {
  try {
    return print();
  } catch (error) {
    throw new KubectlError(failure(errorMessage(error)));
  }
}

function templateFailure(template: string, problem: string): string {
  return `error executing template ${JSON.stringify(template)}: template: output:1: executing "output": ${problem}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\traw data was:\n\t\t<object>\n\tobject given to template engine was:\n\t\t<object>\n`;
}

export async function templateFile(path: string, io: KubectlIo): Promise<string> {
  try {
    return (await io.readFile(path))[0]?.text ?? '';
  } catch {
    throw new KubectlError(`error reading template ${path}, open ${path}: no such file or directory`);
  }
}

function itemsOf(object: unknown): KubeObject[] {
  const { kind, items } = object as { kind?: string; items?: KubeObject[] };
  return kind?.endsWith('List') && Array.isArray(items) ? items : [object as KubeObject];
}

/** `pod/web`, `deployment.apps/shop`. */
function nameText({ apiVersion = '', kind = '', metadata }: KubeObject): string {
  const slash = apiVersion.indexOf('/');
  const type = slash < 0 ? kind.toLowerCase() : `${kind.toLowerCase()}.${apiVersion.slice(0, slash)}`;
  return `${type}/${metadata.name}`;
}

/** A copy without metadata.managedFields, in lists too. */
export function withoutManagedFields(object: unknown): unknown {
  if (typeof object !== 'object' || object === null) return object;
  const { metadata, items, ...rest } = object as { metadata?: Record<string, unknown>; items?: unknown };
  return {
    ...rest,
    ...(metadata !== undefined && { metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'managedFields')) }),
    ...(items !== undefined && { items: Array.isArray(items) && (rest as { kind?: string }).kind?.endsWith('List') ? items.map(withoutManagedFields) : items }),
  };
}
