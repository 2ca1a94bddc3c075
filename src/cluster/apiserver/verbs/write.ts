// POST and PUT of objects.
import { failure } from '../../../api/meta/status-error.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { createObject, refuseOtherName } from '../registry/create.ts';
import { updateObject } from '../registry/update.ts';
import { strategyOf } from '../registry/strategies.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { writeOptions } from '../options.ts';
import { decodeBody, decodeNew, partsToKeep, refuseUnreadable } from '../rulebook.ts';
import { answerObject } from './answer.ts';

export function create(context: RequestContext): ApiResponse {
  refuseUnreadable(context);
  const { isDryRun, fieldValidation, fieldManager } = writeOptions(context, 'CreateOptions');
  const { object, known } = decodeNew(context, fieldValidation);
  return answerObject(context, 201, createObject(context, object, { isDryRun, fieldManager, known }));
}

export function update(context: RequestContext): ApiResponse {
  const { isDryRun, fieldValidation, fieldManager } = writeOptions(context, 'UpdateOptions');
  const { row, name, server } = context;
  const stored = server.store.get(storedResource(row), storeKey(context.namespace, name));
  const object = decodeBody(context, fieldValidation, row, stored && partsToKeep(context, stored));
  refuseOtherName(context, object);
  if (stored === undefined && context.subresource === undefined && strategyOf(row).allowCreateOnUpdate) {
    if (object.metadata.uid) throw failure(409, 'Conflict', `Operation cannot be fulfilled on ${row.plural} "${name}": StorageError: invalid object`);
    return answerObject(context, 201, createObject(context, object, { isDryRun, fieldManager }));
  }
  return answerObject(context, 200, updateObject(context, { isDryRun, fieldManager, isPut: true, update: () => object }));
}
