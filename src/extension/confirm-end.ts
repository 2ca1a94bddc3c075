// Asks before the cluster's process ends, when something runs in it.
import { window } from 'vscode';
import { isKept } from './kept-as.ts';
import type { Podlab } from './podlab.ts';

/** True at once when no Pods run but the system's own. */
export async function confirmEnd({ watch }: Podlab, words: { question: string; action: string }): Promise<boolean> {
  const pods = watch.model.ofKind('Pod').filter((pod) => pod.namespace !== 'kube-system').length;
  if (pods === 0) return true;
  const subject = pods === 1 ? 'Pod' : `${pods} Pods`;
  const detail = isKept() ? `The containers of its ${subject} end, and start anew when the cluster does.` : `Its ${subject} ${pods === 1 ? 'ends' : 'end'} with it.`;
  return (await window.showWarningMessage(words.question, { modal: true, detail }, words.action)) === words.action;
}
