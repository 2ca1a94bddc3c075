// Kustomize is not built in: `-k` finds the folder wanting.
import type { Invocation } from '../command.ts';
import { KubectlError } from '../errors.ts';

/** Differs from Kubernetes: kustomizations are not built. A folder without one is refused in kubectl's words. */
export async function refuseKustomize({ session, flags }: Invocation): Promise<never> {
  const folder = flags.string('kustomize');
  const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
  const found = await Promise.all(names.map((name) => session.io.readFile(`${folder.replace(/\/$/, '')}/${name}`).then(() => true, () => false)));
  if (found.includes(true)) throw new KubectlError('this kubectl does not build kustomizations');
  const where = session.io.absolutePath?.(folder) ?? folder;
  throw new KubectlError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${where}'`);
}
