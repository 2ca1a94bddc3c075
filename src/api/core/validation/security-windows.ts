// Rules for Windows containers: core validation's validateWindowsSecurityContextOptions and validateWindowsHostProcessPod.
import { type FieldError, invalid, named } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodSpec, WindowsSecurityContextOptions } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isDNS1123Subdomain } from '../../meta/validation/names.ts';
import { visitContainersWithPath } from './container-visitor.ts';

export function validateWindowsOptions({ gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName }: New<WindowsSecurityContextOptions>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (gmsaCredentialSpecName !== undefined) for (const text of isDNS1123Subdomain(gmsaCredentialSpecName)) errors.push(invalid(path.child('gmsaCredentialSpecName'), named(gmsaCredentialSpecName), text));
  if (gmsaCredentialSpec === '') errors.push(invalid(path.child('gmsaCredentialSpec'), named(gmsaCredentialSpec), 'gmsaCredentialSpec cannot be an empty string'));
  else if (gmsaCredentialSpec !== undefined && byteLength(gmsaCredentialSpec) > 64 * 1024) errors.push(invalid(path.child('gmsaCredentialSpec'), named(gmsaCredentialSpec), 'gmsaCredentialSpec size must be under 64 KiB'));
  if (runAsUserName !== undefined) for (const text of isRunAsUserName(runAsUserName)) errors.push(invalid(path.child('runAsUserName'), named(runAsUserName), text));
  return errors;
}

const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/u;
const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const dnsName = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`);
const controlCharacter = /\p{Cc}/u;

/** `DOMAIN\user` or `user`. */
function isRunAsUserName(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  // Go's [[:cntrl:]] is ASCII only.
  if ([...name].some((c) => c <= '\x7f' && controlCharacter.test(c))) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const [domain, user] = parts.length === 1 ? [undefined, name] : [parts[0] ?? '', parts[1] ?? ''];
  const errors: string[] = [];
  if (domain !== undefined && byteLength(domain) >= 256) errors.push("runAsUserName's Domain length must be under 256 characters");
  if (domain !== undefined && !netBiosName.test(domain) && !dnsName.test(domain)) errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === '') errors.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > 104) errors.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) errors.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) errors.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return errors;
}

/** Either all containers are the host's processes, in its network, or none is. */
export function validateWindowsHostProcessPod(spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  let hostProcessCount = 0;
  visitContainersWithPath(spec, path, ({ securityContext }, containerPath) => {
    const ofContainer = securityContext?.windowsOptions?.hostProcess;
    count++;
    if (ofContainer ?? ofPod ?? false) hostProcessCount++;
    if (ofPod === undefined || ofContainer === undefined || ofPod === ofContainer) return;
    errors.push(invalid(containerPath.child('securityContext', 'windowsOptions', 'hostProcess'), ofContainer, `pod hostProcess value must be identical if both are specified, was ${String(ofPod)}`));
  });
  if (hostProcessCount === 0) return errors;
  if (hostProcessCount !== count) errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (spec.hostNetwork !== true) errors.push(invalid(path.child('hostNetwork'), false, 'hostNetwork must be true if pod contains any hostProcess containers'));
  return errors;
}
