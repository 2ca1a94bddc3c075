// Whether an ended container is started again: kubecontainer.ShouldContainerBeRestarted with container restart rules.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';

export type RestartAction = 'Restart' | 'RestartAllContainers' | 'none';

function ruleAction(container: Container, exitCode: number): RestartAction | undefined {
  for (const { action, exitCodes } of container.restartPolicyRules ?? []) {
    if (exitCodes === undefined) continue;
    const isListed = (exitCodes.values ?? []).includes(exitCode);
    if (exitCodes.operator === 'In' ? isListed : !isListed) return action === 'RestartAllContainers' ? 'RestartAllContainers' : 'Restart';
  }
  return undefined;
}

/** What follows when the container ended with `exitCode`: its own rules come first, then its own policy, then the Pod's. */
export function restartAction(pod: Pod, container: Container, exitCode: number): RestartAction {
  const byRule = ruleAction(container, exitCode);
  if (byRule !== undefined) return byRule;
  const isInit = pod.spec.initContainers?.some((c) => c.name === container.name) === true;
  if (isRestartableInit(container) && isInit) return 'Restart';
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always';
  if (isInit) return exitCode !== 0 && policy !== 'Never' ? 'Restart' : 'none';
  if (policy === 'Always') return 'Restart';
  return policy === 'OnFailure' && exitCode !== 0 ? 'Restart' : 'none';
}

/** Whether some container may ask for a restart of all. */
export function mayRestartAll(pod: Pod): boolean {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].some((c) => c.restartPolicyRules?.some(({ action }) => action === 'RestartAllContainers') === true);
}

export function willRestart(pod: Pod, container: Container, exitCode: number): boolean {
  return restartAction(pod, container, exitCode) !== 'none';
}
