// The admission plugins in the order in which they run: kubeapiserver/options/plugins.go.
import type { Random } from '../../../base/random.ts';
import type { Store } from '../../store/store.ts';
import type { AdmissionPlugin } from './admission.ts';

export interface AdmissionDependencies {
  readonly store: Store;
  readonly random: Random;
}

export function admissionPlugins(_dependencies: AdmissionDependencies): readonly AdmissionPlugin[] {
  return [];
}
