// The one rulebook: what kube-apiserver does with an object between receiving and storing it. The editor and the API server both call it.
import { finalizerWarnings, validateCustomCreate } from './apiextensions/custom-rules.ts';
import type { CustomRow } from './apiextensions/custom-rows.ts';
import { canonicalCustom, readCustom } from './apiextensions/read-custom.ts';
import { canonical } from './decode/canonical.ts';
import { decode, type DecodeFinding, zeroStruct } from './decode/decode.ts';
import { frozenMembers, learnFrozenMembers } from './decode/frozen-parts.ts';
import { type ParsedJson, parseJson } from './decode/json-text.ts';
import { cannotHandle, recognize, unrecognizedError } from './decode/recognize.ts';
import { applyDefaults } from './defaults/defaults.ts';
import type { FieldError } from './field/error.ts';
import { FieldPath } from './field/path.ts';
import { validatePodMetadata } from './core/validation/pod.ts';
import { podNameWarnings } from './core/validation/pod-warnings.ts';
import type { Pod } from './generated/core-v1.ts';
import { deepEqual } from './meta/deep-equal.ts';
import { JsonMembers } from './decode/json-value.ts';
import { type Fields, isFields, setOwn } from './meta/json.ts';
import type { KubeObject } from './meta/object.ts';
import { dedupOwnerReferences } from './meta/owner-references.ts';
import { newBadRequest, newInvalid, type StatusError } from './meta/status-error.ts';
import { pathSegmentName } from './meta/validation/names.ts';
import { validateObjectMeta } from './meta/validation/object-meta.ts';
import { validateNamespaceLabels } from './pod-security/admission.ts';
import { type KindRow, rowByKind } from './scheme.ts';
import { fieldOf, fieldsOf, type TypeSchema, typeSchema, walk } from './schema/schema.ts';
import { applyAppArmorVersionSkew } from './strategy/app-armor.ts';
import { convertObject, prepareForCreate } from './strategy/strategy.ts';
import { rulesOf } from './validation-registry.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** A refusal with 400, at a field where there is one. */
interface DecodeError {
  /** The whole text of the Status. */
  readonly message: string;
  readonly path: FieldPath | undefined;
}

export interface CheckInput {
  /** JSON text as posted, or a value already parsed. */
  readonly text?: string;
  readonly value?: unknown;
  /** Of the path that it is posted to. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Of the path; absent: the object's own, else `default`. */
  readonly namespace?: string;
  readonly fieldValidation?: FieldValidation;
  /** Mutating admission: may change the object in place, between defaulting and validation. Throws StatusError to refuse. */
  readonly admit?: (object: KubeObject, row: KindRow) => void;
  /** The rest of a generated name; five letters. */
  readonly nameSuffix?: string;
}

export interface CheckResult {
  /** Defaulted, in canonical form; absent with `decodeError`. Not to be stored while there are `errors`. */
  readonly object?: KubeObject;
  readonly decodeError?: DecodeError;
  /** Unknown and repeated fields: a refusal when strict, else warnings or nothing. */
  readonly strictErrors: readonly DecodeFinding[];
  /** All wrong values, the first being `decodeError`. */
  readonly wrongValues: readonly DecodeFinding[];
  readonly errors: readonly FieldError[];
  /** Texts of Warning headers, in order. */
  readonly warnings: readonly string[];
}

/** A decoded, defaulted object that nobody else holds, not yet validated. */
export interface ReadObject {
  readonly object?: KubeObject;
  readonly decodeError?: DecodeError;
  readonly strictErrors: readonly DecodeFinding[];
  readonly wrongValues: readonly DecodeFinding[];
}

export interface ReadInput extends Pick<CheckInput, 'text' | 'value' | 'fieldValidation'> {
  /** The stored object, when whoever goes on changes nothing in place below the top: parts that equal its parts were read before and are taken over. */
  readonly stored?: Partial<KubeObject> | undefined;
  /** Asked once with a body that is plain JSON. Who answers keeps specs that were read before. */
  readonly recall?: ((body: Fields) => KnownSpec | undefined) | undefined;
  /** That whoever goes on changes nothing in place below the status: its members that a client froze are read once. */
  readonly isStatusShared?: boolean;
}

/** What is remembered of one spec, as it was written. */
export interface KnownSpec {
  /** As it is read, decoded and defaulted; undefined when that is not known. */
  copy(): unknown;
  /** Takes what it was read as; returns the spec to go on with. */
  learn(spec: unknown): unknown;
}

const selfReading: ReadonlySet<string> = new Set(['quantity', 'time', 'microTime', 'duration', 'intOrString']);

/** Go's decoder keeps the first wrong type and reads on, but stops at a type that reads its own JSON and fails. */
function readsItself(type: TypeSchema, { path }: DecodeFinding): boolean {
  return path !== undefined && selfReading.has(walk(type, path.segments())?.shape ?? '');
}

/** Of the wrong values of a body, the one that Go's decoder names. */
export function firstRefused(row: KindRow, wrong: readonly DecodeFinding[]): DecodeFinding | undefined {
  if (wrong.length < 2 || isCustom(row)) return wrong[0];
  const type = typeSchema(row.goType);
  return wrong.find((finding) => readsItself(type, finding)) ?? wrong[0];
}

/** Whether only a CustomResourceDefinition knows the objects. */
export function isCustom(row: KindRow): row is CustomRow {
  return row.custom !== undefined;
}

/** The first half: text or value to a defaulted object. Strict findings make a `decodeError` when `fieldValidation` is Strict. */
export function readObject(row: KindRow, input: ReadInput): ReadObject {
  if (isCustom(row)) return readCustom(row, input);
  const refuse = (message: string, path?: FieldPath, strictErrors: readonly DecodeFinding[] = [], wrongValues: readonly DecodeFinding[] = []): ReadObject => ({ decodeError: { message, path }, strictErrors, wrongValues });
  const written = (): string => input.text ?? JSON.stringify(input.value) ?? '';
  const parsed: ParsedJson = input.text === undefined ? { value: input.value, isPlain: true } : parseJson(input.text);
  if (parsed.error !== undefined) return refuse(unrecognizedError(row, `couldn't get version/kind; json parse error: ${parsed.error}`, written()));
  const json = parsed.value;
  const known = recognize(json, row, written);
  if (known.error !== undefined) return refuse(known.error, known.field === undefined ? undefined : FieldPath.of(known.field));
  const type = typeSchema(row.goType);
  // What repeats a name is read with care, whole.
  const kept = input.stored === undefined || !isPlain(json) ? undefined : keptParts(json, input.stored);
  const statusType = input.isStatusShared === true ? fieldOf(type, 'status')?.type : undefined;
  const body = kept?.rest ?? json;
  const status = statusType !== undefined && isPlain(body) && isPlain(body['status']) ? frozenMembers(statusType, body['status']) : undefined;
  const recalled = parsed.isPlain === true && isPlain(json) ? input.recall?.(json) : undefined;
  const spec = recalled?.copy();
  const { value, wrong, strict } = spec !== undefined ? decode(type, { ...(json as Fields), spec: undefined }, { spec }) : decode(type, status === undefined ? body : { ...(body as Fields), status: status.rest });
  const prefix = (): string => cannotHandle(known.kind, known.version, row);
  const first = firstRefused(row, wrong);
  if (first !== undefined) return refuse(`${prefix()}: ${first.message}`, first.path, strict, wrong);
  const object = value as unknown as KubeObject;
  object.kind = row.kind;
  object.apiVersion = row.apiVersion;
  if (spec === undefined) applyDefaults(type, object);
  else for (const field of fieldsOf(type)) if (field.name !== 'spec') applyDefaults(field.type, (object as unknown as Fields)[field.name]);
  convertObject(row.goType, object);
  if (kept !== undefined) {
    Object.assign(object, kept.parts);
    Object.assign(object.metadata, kept.metadata);
  }
  if (status !== undefined && statusType !== undefined) {
    const read = (object as unknown as { readonly status: Fields }).status;
    Object.assign(read, status.known);
    if (strict.length === 0) learnFrozenMembers(statusType, (body as { readonly status: Fields }).status, read, status.fresh);
  }
  if (spec === undefined && recalled !== undefined && strict.length === 0) (object as Partial<Pod>).spec = recalled.learn((object as Partial<Pod>).spec) as Pod['spec'];
  if (strict.length > 0 && (input.fieldValidation ?? 'Strict') === 'Strict') {
    return { ...refuse(`${prefix()}: strict decoding error: ${strict.map((finding) => finding.message).join(', ')}`, strict[0]?.path, strict), object };
  }
  return { object, strictErrors: strict, wrongValues: [] };
}

interface KeptParts {
  /** The body without what is kept. */
  readonly rest: Readonly<Record<string, unknown>>;
  readonly parts: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

function isPlain(value: unknown): value is Fields {
  return isFields(value) && !(value instanceof JsonMembers);
}

/** Which parts of a body, and of its metadata, need no reading. */
function keptParts(body: Readonly<Record<string, unknown>>, stored: Partial<KubeObject>): KeptParts {
  const { metadata: storedMetadata = {}, ...others } = stored;
  const top = keep(body, others);
  const { metadata } = body;
  if (!isPlain(metadata)) return { ...top, metadata: {} };
  const below = keep(metadata, storedMetadata as Readonly<Record<string, unknown>>);
  return { rest: { ...top.rest, metadata: below.rest }, parts: top.parts, metadata: below.parts };
}

function keep(body: Readonly<Record<string, unknown>>, stored: Readonly<Record<string, unknown>>): Pick<KeptParts, 'rest' | 'parts'> {
  const rest: Record<string, unknown> = {};
  const parts: Record<string, unknown> = {};
  for (const name of Object.keys(body)) {
    const part = Object.hasOwn(stored, name) ? stored[name] : undefined;
    if (typeof part === 'object' && deepEqual(part, body[name])) parts[name] = part;
    else setOwn(rest, name, body[name]);
  }
  return { rest, parts };
}

/** Gives the object the namespace of its path; the text of a 400 when it names another. Kinds without namespaces lose theirs. */
export function matchNamespace(row: KindRow, object: KubeObject, namespace: string): string | undefined {
  const own = object.metadata.namespace ?? '';
  if (!row.isNamespaced || namespace === '') {
    if (!row.isNamespaced) delete object.metadata.namespace;
    return undefined;
  }
  if (own !== '' && own !== namespace) return 'the namespace of the provided object does not match the namespace sent on the request';
  object.metadata.namespace = namespace;
  return undefined;
}

/** The second half, after admission: system fields must be set. Changes `object` in place, and judges it. */
export function prepareAndValidate(row: KindRow, object: KubeObject): { errors: FieldError[]; warnings: string[] } {
  if (isCustom(row)) return { errors: prepareCustom(row, object), warnings: finalizerWarnings(object) };
  const statusType = fieldOf(typeSchema(row.goType), 'status')?.type;
  prepareForCreate(row.goType, object, () => (statusType === undefined ? {} : zeroStruct(statusType)));
  const skewWarnings = row.goType === 'core/v1.Pod' ? applyAppArmorVersionSkew(object as Pod) : [];
  const rules = rulesOf(row.goType);
  const repeated = dedupOwnerReferences(object.metadata);
  const errors = rules?.validateCreate(object) ?? [];
  // As upstream, once a kind's own rules are met: what holds for the metadata of every kind.
  if (errors.length === 0) errors.push(...validateObjectMeta(object.metadata, { isNamespaced: row.isNamespaced, validateName: pathSegmentName }, FieldPath.of('metadata')));
  // Upstream defaults again when it stores; a Job then gets the labels that were generated for its Pods.
  if (errors.length === 0 && row.kind === 'Job') applyDefaults(typeSchema(row.goType), object);
  const warnings = errors.length === 0 ? (rules?.warnings?.(object) ?? []) : [];
  return { errors, warnings: [...(repeated === undefined ? [] : [repeated]), ...skewWarnings, ...warnings] };
}

/** The same for a Pod that got its spec and status from one that was accepted with the same annotations: what is left to prepare and to judge is its metadata. */
export function prepareAndValidateKnownPod(row: KindRow, pod: Pod): { errors: FieldError[]; warnings: string[] } {
  pod.metadata.generation = 1;
  const repeated = dedupOwnerReferences(pod.metadata);
  const errors = validatePodMetadata(pod);
  if (errors.length === 0) errors.push(...validateObjectMeta(pod.metadata, { isNamespaced: row.isNamespaced, validateName: pathSegmentName }, FieldPath.of('metadata')));
  return { errors, warnings: [...(repeated === undefined ? [] : [repeated]), ...(errors.length === 0 ? podNameWarnings(pod) : [])] };
}

function prepareCustom(row: CustomRow, object: KubeObject): FieldError[] {
  if (row.custom.hasStatus) delete (object as { status?: unknown }).status;
  object.metadata.generation = 1;
  return validateCustomCreate(row, object);
}

/** The object as it is stored and answered. */
export function canonicalObject(row: KindRow, object: KubeObject): KubeObject {
  if (isCustom(row)) return canonicalCustom(object) as KubeObject;
  return canonical(typeSchema(row.goType), object) as KubeObject;
}

/** Everything, as a POST would judge it. Never throws on input, except for what `admit` throws. */
export function checkCreate(input: CheckInput): CheckResult {
  const row = rowByKind(input.apiVersion, input.kind);
  if (row === undefined) return { decodeError: { message: `no kind ${JSON.stringify(input.kind)} is registered for version ${JSON.stringify(input.apiVersion)}`, path: undefined }, strictErrors: [], wrongValues: [], errors: [], warnings: [] };
  const read = readObject(row, input);
  const { object, strictErrors, wrongValues } = read;
  if (object === undefined) return { ...read, errors: [], warnings: [] };
  const mismatch = matchNamespace(row, object, input.namespace ?? (object.metadata.namespace || 'default'));
  const decodeError = read.decodeError ?? (mismatch === undefined ? undefined : { message: mismatch, path: FieldPath.of('metadata', 'namespace') });
  if (decodeError !== undefined && input.admit !== undefined) return { decodeError, strictErrors, wrongValues, errors: [], warnings: [] };
  if (input.admit === undefined) admitAnywhere(row, object);
  else input.admit(object, row);
  const { metadata } = object;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  if ((metadata.name ?? '') === '' && metadata.generateName !== undefined) metadata.name = `${metadata.generateName.slice(0, maxGeneratedNameBase)}${input.nameSuffix ?? 'xxxxx'}`;
  const { errors, warnings } = prepareAndValidate(row, object);
  if (input.admit === undefined && row.goType === 'core/v1.Namespace') errors.push(...validateNamespaceLabels(metadata.labels));
  const strictWarnings = input.fieldValidation === 'Warn' ? strictErrors.map((finding) => finding.message) : [];
  let made: KubeObject | undefined;
  return {
    // Made when it is asked for: the editor only wants to know what is wrong.
    get object() { return (made ??= canonicalObject(row, object)); },
    ...(decodeError && { decodeError }), strictErrors, wrongValues, errors, warnings: [...strictWarnings, ...warnings],
  };
}
const maxGeneratedNameBase = 58;

/** Where no admission runs, e.g. in the editor: what it does to every Pod and rules rely on. */
function admitAnywhere(row: KindRow, object: KubeObject): void {
  if (row.goType === 'core/v1.Pod') (object as Pod).spec.serviceAccountName ??= 'default';
}

/** The refusal that the server answers with, if it refuses. */
export function refusalOf(result: CheckResult, row: KindRow): StatusError | undefined {
  if (result.decodeError !== undefined) return newBadRequest(result.decodeError.message);
  return result.errors.length === 0 ? undefined : newInvalid(row, result.object?.metadata.name ?? '', result.errors);
}
