// The rows of the node group in the validation registry, with the rules for RuntimeClasses.
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { internalForm } from '../../core/validation/internal-form.ts';
import { plainMeta, plainMetaUpdate } from '../../core/validation/metadata.ts';
import { templateCreateOptions } from '../../core/validation/pod-options.ts';
import { validateContainerResourceRequirements } from '../../core/validation/resources.ts';
import { validateTolerations } from '../../core/validation/toleration.ts';
import { duplicate, type FieldError, invalid, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Toleration } from '../../generated/core-v1.ts';
import type { RuntimeClass } from '../../generated/node-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { validateLabels } from '../../meta/validation/labels.ts';
import { isDNS1123Label } from '../../meta/validation/names.ts';

const handlerPath = FieldPath.of('handler');

function validateRuntimeClass(runtimeClass: RuntimeClass): FieldError[] {
  const { handler, overhead, scheduling } = runtimeClass;
  const errors = plainMeta(runtimeClass, false);
  errors.push(...(handler === '' ? [required(handlerPath, '')] : isDNS1123Label(handler).map((text) => invalid(handlerPath, handler, text))));
  if (overhead?.podFixed !== undefined) errors.push(...validateContainerResourceRequirements({ limits: overhead.podFixed }, new Set(), FieldPath.of('overhead'), templateCreateOptions));
  if (scheduling === undefined) return errors;
  const path = FieldPath.of('scheduling');
  errors.push(...validateLabels(scheduling.nodeSelector, path.child('nodeSelector')));
  return [...errors, ...validateUniqueTolerations(scheduling.tolerations ?? [], path.child('tolerations'))];
}

function validateUniqueTolerations(tolerations: readonly Toleration[], path: FieldPath): FieldError[] {
  const errors = validateTolerations(tolerations, path, templateCreateOptions);
  const idOf = (toleration: Toleration): string => JSON.stringify([toleration.key, toleration.operator, toleration.value, toleration.effect, toleration.tolerationSeconds]);
  tolerations.forEach((toleration, i) => {
    if (tolerations.findIndex((other) => idOf(other) === idOf(toleration)) < i) errors.push(duplicate(path.index(i), internalForm('core.Toleration', toleration)));
  });
  return errors;
}

export const nodeRules = [
  kindRules<RuntimeClass>('node/v1.RuntimeClass', {
    validateCreate: validateRuntimeClass,
    validateUpdate: (object, old) => [...validateRuntimeClass(object), ...plainMetaUpdate(object, old), ...validateImmutableField(object.handler, old.handler, handlerPath)],
  }),
];
