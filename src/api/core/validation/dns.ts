// Rules for a Pod's DNS: core validation's validateDNSPolicy and validatePodDNSConfig.
import { type FieldError, invalid, named, notSupported, required } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodDNSConfig } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isValidIPForLegacyField } from '../../meta/validation/ip.ts';
import { isDNS1123SubdomainWithUnderscore } from '../../meta/validation/names.ts';

const policies: readonly string[] = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

export function validateDNSPolicy(policy: string | undefined, path: FieldPath): FieldError[] {
  if (policy === undefined || policy === '') return [required(path, '')];
  return policies.includes(policy) ? [] : [notSupported(path, named(policy), policies)];
}

/** Policy None leaves everything to the config, so there must be one. */
export function validatePodDNSConfig(config: New<PodDNSConfig> | undefined, policy: string | undefined, path: FieldPath): FieldError[] {
  if (policy === 'None') {
    if (config === undefined) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if ((config.nameservers ?? []).length === 0) return [required(path.child('nameservers'), 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  if (config === undefined) return [];
  const { nameservers = [], searches = [], options = [] } = config;
  const errors: FieldError[] = [];
  if (nameservers.length > 3) errors.push(invalid(path.child('nameservers'), nameservers, 'must not have more than 3 nameservers'));
  nameservers.forEach((server, i) => errors.push(...isValidIPForLegacyField(path.child('nameservers').index(i), server)));
  if (searches.length > 32) errors.push(invalid(path.child('searches'), searches, 'must not have more than 32 search paths'));
  if (byteLength(searches.join(' ')) > 2048) errors.push(invalid(path.child('searches'), searches, 'must not have more than 2048 characters (including spaces) in the search list'));
  searches.forEach((search, i) => {
    if (search === '.') return;
    const domain = search.replace(/\.$/, '');
    for (const text of isDNS1123SubdomainWithUnderscore(domain)) errors.push(invalid(path.child('searches').index(i), domain, text));
  });
  options.forEach(({ name = '' }, i) => {
    if (name === '') errors.push(required(path.child('options').index(i), 'must not be empty'));
  });
  return errors;
}
