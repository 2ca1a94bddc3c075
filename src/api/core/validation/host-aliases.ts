// Rules for a Pod's entries in /etc/hosts: core validation's ValidateHostAliases.
import { type FieldError, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { HostAlias } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isValidIPForLegacyField } from '../../meta/validation/ip.ts';
import { isDNS1123Subdomain } from '../../meta/validation/names.ts';

export function validateHostAliases(aliases: readonly New<HostAlias>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  aliases.forEach(({ ip = '', hostnames }, i) => {
    errors.push(...isValidIPForLegacyField(path.index(i).child('ip'), ip));
    hostnames?.forEach((hostname, j) => {
      for (const text of isDNS1123Subdomain(hostname)) errors.push(invalid(path.index(i).child('hostnames').index(j), hostname, text));
    });
  });
  return errors;
}
