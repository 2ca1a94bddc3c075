// Writing a new object: registry/rest's BeforeCreate and the generic registry's Create.
import { formatTime } from '../../../base/clock.ts';
import { randomSuffix, randomUid } from '../../../base/random.ts';
import { matchNamespace } from '../../../api/check.ts';
import type { Pod } from '../../../api/generated/core-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { dedupOwnerReferences } from '../../../api/meta/owner-references.ts';
import { newAlreadyExists, newBadRequest, newInvalid, StatusError } from '../../../api/meta/status-error.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import type { AdmissionAttributes } from '../admission/admission.ts';
import type { KnownPodSpec } from '../pod-specs.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { judgeCreate, storedForm } from '../rulebook.ts';
import { bringsEntries, managerOf, trackNew, trackUpdate } from '../managed-fields/managed-fields.ts';
import { resetFields } from '../managed-fields/reset-fields.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { toStoredVersion } from '../versions.ts';
import { zeroValue } from '../zero-value.ts';
import { strategyOf, withTemplateCount } from './strategies.ts';
import { isUnsettledAtFirst, markUnsettled } from './unsettled.ts';

const generatedNameAttempts = 8;
const maxGeneratedBase = 58;

export interface CreateOptions {
  readonly isDryRun: boolean;
  readonly fieldManager?: string;
  /** `managedFields` are set already. */
  readonly isTracked?: boolean;
  /** What is known of a Pod's spec. */
  readonly known?: KnownPodSpec | undefined;
}

const emptyObjects = new WeakMap<KindRow, KubeObject>();

/** The client owns what it wrote and what was defaulted for it. */
export function trackCreate({ row, server, request }: RequestContext, object: KubeObject, fieldManager: string, known: KnownPodSpec | undefined): void {
  let empty = emptyObjects.get(row);
  if (empty === undefined) emptyObjects.set(row, (empty = { metadata: {}, ...zeroValue(row.goType) } as unknown as KubeObject));
  const tracked = withTemplateCount(object);
  const facts = { row, manager: managerOf(fieldManager, request.userAgent), subresource: '', nowMs: server.clock.now(), reset: resetFields(row, '') };
  if (bringsEntries(tracked)) trackUpdate(facts, empty, tracked);
  else trackNew(facts, empty, tracked, known?.owned);
  if (tracked !== object && tracked.metadata.managedFields !== undefined) object.metadata.managedFields = tracked.metadata.managedFields;
}

/** Stores `object`, which is decoded and defaulted and belongs to the caller; returns what is stored. Throws StatusError. */
export function createObject(context: RequestContext, object: KubeObject, options: CreateOptions): KubeObject {
  const { row, server } = context;
  refuseOtherNamespace(context, object);
  dedupOwners(context, object);
  if (options.isTracked !== true) trackCreate(context, object, options.fieldManager ?? '', options.known);
  const attributes: AdmissionAttributes = {
    operation: 'CREATE', row, subresource: '', namespace: context.namespace, name: object.metadata.name ?? '', object, oldObject: undefined,
    user: context.user, isDryRun: options.isDryRun, warnings: context.warnings,
  };
  server.admission.admit(attributes);
  const isUnsettled = isUnsettledAtFirst(object);
  fillSystemFields(context, object);
  const resource = storedResource(row);
  const name = object.metadata.name === '' ? generateName(context, object, resource) : object.metadata.name;
  object.metadata.name = name;
  // Clients find a namespace by its name as a label, however the name came about.
  if (row.kind === 'Namespace') object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': name };
  strategyOf(row).prepareForCreate?.(object, context);
  strategyOf(row).beginCreate?.(object, context, options.isDryRun);
  const errors = judgeCreate(context, object, options.known);
  if (errors.length > 0) throw newInvalid({ group: row.group, kind: row.kind }, object.metadata.name, errors);
  server.admission.validate(attributes);
  if (!options.isDryRun && isVersion(object.metadata.resourceVersion)) throw unreasonedError('resourceVersion should not be set on objects to be created');
  const key = storeKey(context.namespace, object.metadata.name);
  refuseExisting(context, server.store.get(resource, key), object.metadata);
  // Keeps the place that the store fills.
  object.metadata.resourceVersion = options.isDryRun ? '' : '0';
  const stored = toStoredVersion(row, storedForm(row, object));
  if (options.isDryRun) return deepFreeze(stored);
  const created = server.store.create(resource, key, stored);
  if (isUnsettled) markUnsettled(created);
  if (row.kind === 'Pod') server.podCreations.record(context, created);
  if (context.warnings.length === 0) options.known?.accept(created as Pod);
  return created;
}

/** What etcd could have given; anything else is no version, and is overwritten. */
function isVersion(text: string | undefined): boolean {
  return text !== undefined && /^0*[1-9]\d*$/.test(text) && BigInt(text) < 1n << 64n;
}

/** Tells who names an owner twice; one reference stays. */
export function dedupOwners({ warnings }: RequestContext, { metadata }: KubeObject): void {
  const warning = metadata.ownerReferences === undefined ? undefined : dedupOwnerReferences(metadata);
  if (warning !== undefined) warnings.push(warning);
}

function refuseExisting({ row }: RequestContext, existing: KubeObject | undefined, { name, generateName }: KubeObject['metadata']): void {
  if (existing === undefined) return;
  const { status } = newAlreadyExists({ group: row.group, resource: row.plural }, name);
  const isGoing = existing.metadata.deletionTimestamp !== undefined;
  const message = `${isGoing ? 'object is being deleted: ' : ''}${status.message ?? ''}`;
  if (!generateName) throw new StatusError({ ...status, message });
  // Also when the client gave the name as well.
  throw new StatusError({ ...status, message: `${message}, the server was not able to generate a unique name for the object`, details: { ...status.details, retryAfterSeconds: 1 } });
}

/** Uid, creation time and no deletion. */
function fillSystemFields(context: RequestContext, object: KubeObject): void {
  const { metadata } = object;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  metadata.name ??= '';
  metadata.creationTimestamp = formatTime(context.server.clock.now());
  metadata.uid = randomUid(context.server.random);
}

function generateName({ server, namespace }: RequestContext, { metadata }: KubeObject, resource: string): string {
  if (metadata.generateName === undefined || metadata.generateName === '') return '';
  const base = metadata.generateName.slice(0, maxGeneratedBase);
  let name = '';
  for (let attempt = 0; attempt < generatedNameAttempts; attempt++) {
    name = base + randomSuffix(server.random);
    if (server.store.get(resource, storeKey(namespace, name)) === undefined) break;
  }
  return name;
}

/** What is written must be what the path names. Throws 400. */
export function refuseOtherName({ name }: RequestContext, object: KubeObject): void {
  const own = object.metadata.name ?? '';
  if (own === '') throw newBadRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (own !== name) throw newBadRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

/** Fills or checks `metadata.namespace` against the path's. */
export function refuseOtherNamespace({ row, namespace }: RequestContext, object: KubeObject): void {
  const mismatch = matchNamespace(row, object, namespace);
  if (mismatch !== undefined) throw newBadRequest(mismatch);
}
