// How versions of a kind are made of each other.
import { type FieldError, forbidden, invalid, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { CustomResourceConversion, WebhookClientConfig } from '../../generated/apiextensions-v1.ts';
import { isDNS1123Subdomain } from '../../meta/validation/names.ts';

const reviewVersions = ['v1', 'v1beta1'];

export function validateConversion(conversion: CustomResourceConversion | undefined, path: FieldPath): FieldError[] {
  if (conversion === undefined) return [];
  const { strategy, webhook } = conversion;
  const versions = webhook?.conversionReviewVersions ?? [];
  const errors: FieldError[] = [];
  if ((strategy as string) === '') errors.push(required(path.child('strategy'), ''));
  else if (strategy !== 'None' && strategy !== 'Webhook') errors.push(notSupported(path.child('strategy'), strategy, ['None', 'Webhook']));
  if (strategy === 'Webhook') {
    if (webhook?.clientConfig === undefined) errors.push(required(path.child('webhookClientConfig'), 'required when strategy is set to Webhook'));
    else errors.push(...validateClient(webhook.clientConfig, path.child('webhookClientConfig')));
    errors.push(...validateReviewVersions(versions, path.child('conversionReviewVersions')));
  } else if ((strategy as string) !== '') {
    if (webhook?.clientConfig !== undefined) errors.push(forbidden(path.child('webhookClientConfig'), 'should not be set when strategy is not set to Webhook'));
    if (versions.length > 0) errors.push(forbidden(path.child('conversionReviewVersions'), 'should not be set when strategy is not set to Webhook'));
  }
  return errors;
}

function validateReviewVersions(versions: readonly string[], path: FieldPath): FieldError[] {
  if (versions.length === 0) return [required(path, '')];
  return versions.some((version) => reviewVersions.includes(version)) ? [] : [invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`)];
}

function validateClient({ url, service }: WebhookClientConfig, path: FieldPath): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  if (url !== undefined) return validateUrl(url, path.child('url'));
  const errors: FieldError[] = [];
  if (service === undefined) return errors;
  const at = path.child('service');
  if (service.name === '') errors.push(required(at.child('name'), 'service name is required'));
  if (service.namespace === '') errors.push(required(at.child('namespace'), 'service namespace is required'));
  if (service.path !== undefined) errors.push(...validateUrlPath(service.path, at.child('path')));
  if (service.port !== undefined && (service.port < 1 || service.port > 65535)) errors.push(invalid(at.child('port'), service.port, 'port is not valid: must be between 1 and 65535, inclusive'));
  return errors;
}

function validateUrl(url: string, path: FieldPath): FieldError[] {
  const form = '; desired format: https://host[/path]';
  const [, scheme = '', host = ''] = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?/i.exec(url) ?? [];
  const errors: FieldError[] = [];
  if (scheme !== 'https') errors.push(invalid(path, scheme, `'https' is the only allowed URL scheme${form}`));
  if (host === '') errors.push(invalid(path, host, `host must be specified${form}`));
  return errors;
}

function validateUrlPath(value: string, path: FieldPath): FieldError[] {
  if (value === '' || value === '/') return [];
  const errors: FieldError[] = [];
  if (!value.startsWith('/')) errors.push(invalid(path, value, "must start with a '/'"));
  const segments = value.slice(1).split('/');
  for (const [i, segment] of segments.entries()) {
    if (segment === '' && i < segments.length - 1) errors.push(invalid(path, value, `segment[${i}] may not be empty`));
    else if (segment === '' && segments.length === 1) errors.push(invalid(path, value, `segment[${i}] may not be empty`));
    else if (segment !== '') errors.push(...isDNS1123Subdomain(segment).map((text) => invalid(path, value, `segment[${i}]: ${text}`)));
  }
  return errors;
}
