// Asks before the cluster's process ends, when something runs in it.
import { window } from 'vscode';
import type { Podlab } from './podlab.ts';

/** True at once when no Pods run but the system's own. */
export async function confirmEnd({ watch }: Podlab, words: { question: string; action: string }): Promise<boolean> {
  const pods = watch.model.ofKind('Pod').filter((pod) => pod.namespace !== 'kube-system').length;
  if (pods === 0) return true;
  const detail = `Its ${pods === 1 ? 'Pod ends' : `${pods} Pods end`} with it.`;
  return (await window.showWarningMessage(words.question, { modal: true, detail }, words.action)) === words.action;
}
