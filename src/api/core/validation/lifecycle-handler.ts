// Rules for what a probe or hook does: core validation's validateHandler.
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ExecAction, GRPCAction, HTTPGetAction, LifecycleHandler, SleepAction, TCPSocketAction } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isHTTPHeaderName, isValidPortName, isValidPortNum } from '../../meta/validation/names.ts';

/** A probe has no `sleep`, a hook no `grpc`. */
export type Handler = New<LifecycleHandler> & { readonly grpc?: New<GRPCAction> };

/** The first of several is checked, the others are too many. `gracePeriodSeconds` is the Pod's. */
export function validateHandler({ exec, httpGet, tcpSocket, grpc, sleep }: Handler, gracePeriodSeconds: number | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let hasHandler = false;
  const handle = <T>(action: T | undefined, name: string, validate: (action: T, path: FieldPath) => FieldError[]): void => {
    if (action === undefined) return;
    if (hasHandler) errors.push(forbidden(path.child(name), 'may not specify more than 1 handler type'));
    else errors.push(...validate(action, path.child(name)));
    hasHandler = true;
  };
  handle(exec, 'exec', validateExecAction);
  handle(httpGet, 'httpGet', validateHTTPGetAction);
  handle(tcpSocket, 'tcpSocket', validatePortOfAction);
  handle(grpc, 'grpc', validatePortOfAction);
  handle(sleep, 'sleep', (action, actionPath) => validateSleepAction(action, gracePeriodSeconds, actionPath));
  return hasHandler ? errors : [required(path, 'must specify a handler type')];
}

function validateExecAction({ command = [] }: New<ExecAction>, path: FieldPath): FieldError[] {
  return command.length === 0 ? [required(path.child('command'), '')] : [];
}

function validateHTTPGetAction({ path: urlPath = '', port, scheme, httpHeaders }: New<HTTPGetAction>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (urlPath === '') errors.push(required(path.child('path'), ''));
  errors.push(...validatePortNumOrName(port, path.child('port')));
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') errors.push(notSupported(path.child('scheme'), named(scheme), ['HTTP', 'HTTPS']));
  for (const { name = '' } of httpHeaders ?? []) for (const text of isHTTPHeaderName(name)) errors.push(invalid(path.child('httpHeaders'), name, text));
  return errors;
}

function validatePortOfAction({ port }: New<TCPSocketAction>, path: FieldPath): FieldError[] {
  return validatePortNumOrName(port, path.child('port'));
}

/** An absent port is 0. */
export function validatePortNumOrName(port: number | string = 0, path: FieldPath): FieldError[] {
  const texts = typeof port === 'number' ? isValidPortNum(port) : isValidPortName(port);
  return texts.map((text) => invalid(path, port, text));
}

function validateSleepAction({ seconds = 0 }: New<SleepAction>, gracePeriodSeconds: number | undefined, path: FieldPath): FieldError[] {
  if (gracePeriodSeconds === undefined || (seconds >= 0 && seconds <= gracePeriodSeconds)) return [];
  return [invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriodSeconds})`)];
}
