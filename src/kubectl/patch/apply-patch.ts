// Patches applied by kubectl itself, for `--dry-run=client`, `--local` and `--overrides`.
import { type Fields, isFields } from '../../api/meta/json.ts';
import { jsonPatch, type JsonPatchOperation } from '../../api/patch/json-patch.ts';
import { mergePatch } from '../../api/patch/merge-patch.ts';
import { strategicMergePatch } from '../../api/patch/strategic-merge-patch.ts';
import type { TypeSchema } from '../../api/schema/schema.ts';
import { KubectlError } from '../errors.ts';

/** `--type` of kubectl patch. */
export type PatchKind = 'json' | 'merge' | 'strategic';

/** `object` with `patch` applied; `type` holds the merge keys of a strategic merge patch. `object` is not changed. */
export function applyPatch(kind: PatchKind, object: unknown, patch: unknown, type: TypeSchema | undefined): unknown {
  switch (kind) {
    case 'json':
      if (!Array.isArray(patch)) throw new KubectlError('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
      return jsonPatch(object, patch as readonly JsonPatchOperation[]);
    case 'merge':
      return mergePatch(object, patch);
    case 'strategic':
      if (!isFields(patch)) throw new KubectlError('invalid JSON document');
      return strategicMergePatch(object, patch, type);
  }
}

/** Applies what threeWayPatch made for `type`: without one, a JSON merge patch. */
export function applyThreeWayPatch(object: unknown, patch: Fields, type: TypeSchema | undefined): unknown {
  return applyPatch(type ? 'strategic' : 'merge', object, patch, type);
}
