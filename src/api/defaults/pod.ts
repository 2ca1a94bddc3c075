// Defaults of Pods, containers and probes: pkg/apis/core/v1/defaults.go and the declared defaults of core/v1.
import type { Container, ContainerPort, EphemeralContainer, FileKeySelector, HTTPGetAction, ObjectFieldSelector, Pod, PodSpec, Probe } from '../generated/core-v1.ts';
import { quantity, quantityText, roundUpQuantity } from '../resource/quantity.ts';
import { setOwn } from '../meta/json.ts';
import { defaultPullPolicy } from './image-name.ts';
import { defaultPodResources } from './pod-resources.ts';
import { defaulter } from './register.ts';

function fillContainer(container: Container | EphemeralContainer): void {
  container.imagePullPolicy ??= defaultPullPolicy(container.image ?? '');
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe?.grpc !== undefined) probe.grpc.service ??= '';
  }
}

/** Limits become requests, on Pods only, not in templates. */
function fillRequests(container: Container): void {
  const { limits } = container.resources;
  if (limits === undefined) return;
  const requests = (container.resources.requests ??= {});
  for (const [name, amount] of Object.entries(limits)) if (!Object.hasOwn(requests, name)) setOwn(requests, name, amount);
}

function fillPod(pod: Pod): void {
  const { spec } = pod;
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) fillRequests(container);
  defaultPodResources(pod);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork !== true) return;
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    for (const port of container.ports ?? []) if (port.hostPort === undefined && port.containerPort !== 0) port.hostPort = port.containerPort;
  }
}

function fillPodSpec(spec: PodSpec): void {
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.restartPolicy ??= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ??= 'default-scheduler';
}

export const podDefaults = [
  defaulter<Pod>('core/v1.Pod', fillPod),
  defaulter<PodSpec>('core/v1.PodSpec', fillPodSpec),
  defaulter<Container>('core/v1.Container', fillContainer),
  defaulter<EphemeralContainer>('core/v1.EphemeralContainer', fillContainer),
  defaulter<ContainerPort>('core/v1.ContainerPort', (port) => { port.protocol ??= 'TCP'; }),
  defaulter<Probe>('core/v1.Probe', (probe) => {
    probe.timeoutSeconds ??= 1;
    probe.periodSeconds ??= 10;
    probe.successThreshold ??= 1;
    probe.failureThreshold ??= 3;
  }),
  defaulter<HTTPGetAction>('core/v1.HTTPGetAction', (action) => {
    action.path ??= '/';
    action.scheme ??= 'HTTP';
  }),
  defaulter<ObjectFieldSelector>('core/v1.ObjectFieldSelector', (selector) => { selector.apiVersion ??= 'v1'; }),
  defaulter<FileKeySelector>('core/v1.FileKeySelector', (selector) => { selector.optional ??= false; }),
  defaulter<Record<string, string>>('core/v1.ResourceList', (list) => {
    for (const [name, amount] of Object.entries(list)) setOwn(list, name, quantityText(roundUpQuantity(quantity(amount), -3)));
  }),
];
