// Rules for Ingresses: networking validation's ValidateIngressCreate.
import { namespacedMeta } from '../../core/validation/metadata.ts';
import { type FieldError, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { HTTPIngressPath, Ingress, IngressBackend, IngressRule, IngressTLS } from '../../generated/networking-v1.ts';
import { parseIP } from '../../meta/validation/ip.ts';
import { isDNS1035Label, isDNS1123Subdomain, isValidPortName, isValidPortNum, isWildcardDNS1123Subdomain, nameIsDNSSubdomain } from '../../meta/validation/names.ts';

const specPath = FieldPath.of('spec');
const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEndings = ['/..', '/.'];

function validateIngressSpec({ spec }: Ingress): FieldError[] {
  const rules = spec.rules ?? [];
  const errors: FieldError[] = [];
  if (rules.length === 0 && spec.defaultBackend === undefined) errors.push(invalid(specPath, null, 'either `defaultBackend` or `rules` must be specified'));
  if (spec.defaultBackend !== undefined) errors.push(...validateBackend(spec.defaultBackend, specPath.child('defaultBackend')));
  rules.forEach((rule, i) => errors.push(...validateRule(rule, specPath.child('rules').index(i))));
  (spec.tls ?? []).forEach((tls, i) => errors.push(...validateTLS(tls, specPath.child('tls').index(i))));
  const className = spec.ingressClassName;
  if (className !== undefined) errors.push(...nameIsDNSSubdomain(className, false).map((text) => invalid(specPath.child('ingressClassName'), className, text)));
  return errors;
}

export function validateIngress(ingress: Ingress): FieldError[] {
  const errors = namespacedMeta(ingress);
  const annotation = 'kubernetes.io/ingress.class';
  const value = ingress.metadata.annotations?.[annotation];
  if (value !== undefined && ingress.spec.ingressClassName !== undefined) errors.push(invalid(FieldPath.of('metadata', 'annotations').child(annotation), value, 'can not be set when the class field is also set'));
  return [...errors, ...validateIngressSpec(ingress)];
}

function validateHost(host: string, path: FieldPath): FieldError[] {
  return (host.includes('*') ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host)).map((text) => invalid(path, host, text));
}

function validateRule({ host = '', http }: IngressRule, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (host !== '' && parseIP(host) !== undefined) errors.push(invalid(path.child('host'), host, 'must be a DNS name, not an IP address'));
  if (host !== '') errors.push(...validateHost(host, path.child('host')));
  if (http === undefined) return errors;
  const at = path.child('http', 'paths');
  if (http.paths.length === 0) errors.push(required(at, ''));
  return [...errors, ...http.paths.flatMap((one, i) => validatePath(one, at.index(i)))];
}

function validatePath({ path: target = '', pathType, backend }: HTTPIngressPath, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const at = path.child('path');
  if (pathType === undefined) return [required(path.child('pathType'), 'pathType must be specified')];
  if (!pathTypes.includes(pathType)) errors.push(notSupported(path.child('pathType'), named(pathType), pathTypes));
  else if (pathType === 'ImplementationSpecific') {
    if (target !== '' && !target.startsWith('/')) errors.push(invalid(at, target, 'must be an absolute path'));
  } else {
    if (!target.startsWith('/')) errors.push(invalid(at, target, 'must be an absolute path'));
    for (const bad of badSequences) if (target.includes(bad)) errors.push(invalid(at, target, `must not contain '${bad}'`));
    for (const bad of badEndings) if (target.endsWith(bad)) errors.push(invalid(at, target, `cannot end with '${bad}'`));
  }
  return [...errors, ...validateBackend(backend, path.child('backend'))];
}

function validateBackend({ service, resource }: IngressBackend, path: FieldPath): FieldError[] {
  if (service !== undefined && resource !== undefined) return [invalid(path, '', 'cannot set both resource and service backends')];
  if (resource !== undefined) {
    const at = path.child('resource');
    return [...(resource.kind === '' ? [required(at.child('kind'), '')] : []), ...(resource.name === '' ? [required(at.child('name'), '')] : [])];
  }
  if (service === undefined) return [required(path, '')];
  const at = path.child('service');
  const errors = service.name === '' ? [required(at.child('name'), '')] : isDNS1035Label(service.name).map((text) => invalid(at.child('name'), service.name, text));
  const { name = '', number = 0 } = service.port ?? {};
  if (name !== '' && number !== 0) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (name !== '') errors.push(...isValidPortName(name).map((text) => invalid(at.child('port', 'name'), name, text)));
  else if (number !== 0) errors.push(...isValidPortNum(number).map((text) => invalid(at.child('port', 'number'), number, text)));
  else errors.push(required(path, 'port name or number is required'));
  return errors;
}

function validateTLS({ hosts = [], secretName }: IngressTLS, path: FieldPath): FieldError[] {
  const errors = hosts.flatMap((host, i) => validateHost(host, path.child('hosts').index(i)));
  return secretName === undefined ? errors : [...errors, ...nameIsDNSSubdomain(secretName, false).map((text) => invalid(path.child('secretName'), secretName, text))];
}
