// PUT of namespaces/finalize: how the namespace controller lets a namespace go.
import type { Namespace } from '../../../api/generated/core-v1.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { writeOptions } from '../options.ts';
import { refuseOtherName } from '../registry/create.ts';
import { updateObject } from '../registry/update.ts';
import type { RequestContext } from '../request-context.ts';
import { decodeBody } from '../rulebook.ts';
import { answerObject } from './answer.ts';

export function finalize(context: RequestContext): ApiResponse {
  const { isDryRun, fieldValidation } = writeOptions(context, 'UpdateOptions');
  const wanted = decodeBody(context, fieldValidation) as Namespace;
  refuseOtherName(context, wanted);
  const stored = updateObject(context, {
    isDryRun,
    update: (old) => ({ ...wanted, status: (old as Namespace).status }) as Namespace,
  });
  return answerObject(context, 200, stored);
}
