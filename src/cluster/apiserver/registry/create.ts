// Writing a new object: registry/rest's BeforeCreate and the generic registry's Create.
import { formatTime } from '../../../base/clock.ts';
import { randomSuffix, randomUid } from '../../../base/random.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, newAlreadyExists, newBadRequest, newInternalError, newInvalid } from '../../../api/meta/status-error.ts';
import { isStorageError } from '../../store/storage-error.ts';
import type { AdmissionAttributes } from '../admission/admission.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { objectWarnings, validateCreate } from '../rulebook.ts';
import { zeroValue } from '../zero-value.ts';
import { deepFreeze } from '../../store/deep-freeze.ts';
import { strategyOf } from './strategy.ts';

const generatedNameAttempts = 8;
const maxGeneratedBase = 58;

/** Stores `object`, which is decoded and defaulted and belongs to the caller; returns what is stored. Throws StatusError. */
export function createObject(context: RequestContext, object: KubeObject, options: { isDryRun: boolean }): KubeObject {
  const { row, server } = context;
  const strategy = strategyOf(row);
  matchNamespace(context, object);
  const attributes: AdmissionAttributes = {
    operation: 'CREATE', row, subresource: '', namespace: context.namespace, name: object.metadata.name ?? '', object, oldObject: undefined,
    user: context.user, isDryRun: options.isDryRun, warnings: context.warnings,
  };
  server.admission.admit(attributes);
  if (object.metadata.resourceVersion) throw failure(500, '', 'resourceVersion should not be set on objects to be created');
  if (strategy.hasStatus && strategy.prepareForCreate === undefined) setZeroStatus(context, object);
  strategy.prepareForCreate?.(object, context);
  fillSystemFields(context, object);
  if (strategy.hasGeneration) object.metadata.generation = 1;
  else delete object.metadata.generation;
  for (let attempt = 1; ; attempt++) {
    const base = object.metadata.generateName;
    const isGenerated = base !== undefined && base !== '' && (object.metadata.name ?? '') === '';
    if (isGenerated) object.metadata.name = `${base.slice(0, maxGeneratedBase)}${randomSuffix(server.random)}`;
    try {
      return store(context, object, attributes, options.isDryRun);
    } catch (error) {
      if (!isStorageError(error, 'KeyExists')) throw error;
      if (!isGenerated || attempt === generatedNameAttempts) throw newAlreadyExists({ group: row.group, resource: row.plural }, object.metadata.name);
      object.metadata.name = '';
    }
  }
}

function store(context: RequestContext, object: KubeObject, attributes: AdmissionAttributes, isDryRun: boolean): KubeObject {
  const { row, server } = context;
  const strategy = strategyOf(row);
  const errors = validateCreate(row, object);
  if (errors.length > 0) throw newInvalid({ group: row.group, kind: row.kind }, object.metadata.name ?? '', errors);
  context.warnings.push(...objectWarnings(row, object, undefined));
  strategy.beginCreate?.(object, context);
  server.admission.validate(attributes);
  const resource = storedResource(row);
  const key = storeKey(context.namespace, object.metadata.name);
  if (!isDryRun) return server.store.create(resource, key, object);
  if (server.store.get(resource, key) !== undefined) throw newAlreadyExists({ group: row.group, resource: row.plural }, object.metadata.name);
  return deepFreeze(object);
}

/** Uid, creation time, no deletion, and the namespace of the request. */
function fillSystemFields(context: RequestContext, object: KubeObject): void {
  const { metadata } = object;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  metadata.creationTimestamp = formatTime(context.server.clock.now());
  metadata.uid = randomUid(context.server.random);
}

function setZeroStatus({ row }: RequestContext, object: KubeObject): void {
  (object as { status?: unknown }).status = zeroValue(row.goType)['status'];
}

/** Fills or checks `metadata.namespace` against the path's. */
export function matchNamespace(context: RequestContext, object: KubeObject): void {
  const own = object.metadata.namespace ?? '';
  if (!context.row.isNamespaced) {
    if (own !== '') throw newBadRequest('namespace is not allowed on this type');
    delete object.metadata.namespace;
    return;
  }
  if (context.namespace === '') throw newInternalError('no namespace in the request');
  if (own === '') object.metadata.namespace = context.namespace;
  else if (own !== context.namespace) throw newBadRequest('the namespace of the provided object does not match the namespace sent on the request');
}
