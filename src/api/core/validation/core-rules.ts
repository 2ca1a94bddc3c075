// The rows of the core group in the validation registry.
import { kindRules, type KindRules } from '../../kind-rules.ts';

export const coreRules: readonly (readonly [string, KindRules])[] = [
];
void kindRules;
