// The formats of names, keys, values and numbers: k8s.io/apimachinery/pkg/util/validation and pkg/api/validate/content.
// Each function returns the exact texts of what is wrong, none when the value is valid.
import { byteLength } from '../../field/go-text.ts';

const none: readonly string[] = Object.freeze([]);

function maxLenError(length: number): string {
  return `must be no more than ${length} characters`;
}
function emptyError(): string {
  return 'must be non-empty';
}
export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}
function regexError(message: string, format: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`;
  return `${message} (e.g. ${examples.map((e) => `'${e}', `).join(' or ')}regex used for validation is '${format}')`;
}

/** A format that is a regular expression and a greatest length in bytes. */
interface Format {
  readonly regex: RegExp;
  readonly maxBytes: number;
  readonly tooLong: string;
  readonly mismatch: string;
}

function format(pattern: string, maxBytes: number, message: string, ...examples: readonly string[]): Format {
  return { regex: new RegExp(`^${pattern}$`), maxBytes, tooLong: maxLenError(maxBytes), mismatch: regexError(message, pattern, ...examples) };
}

function check(value: string, { regex, maxBytes, tooLong, mismatch }: Format): readonly string[] {
  const isLong = value.length * 3 > maxBytes && byteLength(value) > maxBytes;
  if (regex.test(value)) return isLong ? [tooLong] : none;
  return isLong ? [tooLong, mismatch] : [mismatch];
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelWithUnderscore = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const subdomainWithUnderscore = `${labelWithUnderscore}(\\.${labelWithUnderscore})*`;

const dns1123Label = format(label, 63, "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", 'my-name', '123-abc');
const dns1123Subdomain = format(subdomain, 253, "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character", 'example.com');
const dns1123SubdomainWithUnderscore = format(subdomainWithUnderscore, 253, "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character", 'example.com');
const dns1035Label = format('[a-z]([-a-z0-9]*[a-z0-9])?', 63, "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", 'my-name', 'abc-123');
const wildcardSubdomain = format(`\\*\\.${subdomain}`, 253, "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character", '*.example.com');
/** Keys and values of labels count their length as bytes in the text, unlike the formats above. */
const inBytes = { label: 'must be no more than 63 bytes', subdomain: 'must be no more than 253 bytes' };
const keyPattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelKeyName = format(keyPattern, 63, "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", 'MyName', 'my.name', '123-abc');
const labelValue: Format = { ...format(`(${keyPattern})?`, 63, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", 'MyValue', 'my_value', '12345'), tooLong: inBytes.label };
const configMapKey = format('[-._a-zA-Z0-9]+', 253, "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", 'key.name', 'KEY_NAME', 'key-name');
const envVarName = format('[-._a-zA-Z][-._a-zA-Z0-9]*', Infinity, "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit", 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1');
const httpHeaderName = format('[-A-Za-z0-9]+', Infinity, "a valid HTTP header must consist of alphanumeric characters or '-'", 'X-Header-Name');
const percent = format('[0-9]+%', Infinity, "a valid percent string must be a numeric string followed by an ending '%'", '1%', '93%');

export function isDNS1123Label(value: string): readonly string[] {
  const errors = check(value, dns1123Label);
  if (errors.length === 0 || !dns1123Subdomain.regex.test(value) || dns1123Label.regex.test(value)) return errors;
  return [...errors.slice(0, -1), 'must not contain dots'];
}
export function isDNS1123Subdomain(value: string): readonly string[] {
  return check(value, dns1123Subdomain);
}
export function isDNS1123SubdomainWithUnderscore(value: string): readonly string[] {
  return check(value, dns1123SubdomainWithUnderscore);
}
export function isDNS1035Label(value: string): readonly string[] {
  return check(value, dns1035Label);
}
export function isWildcardDNS1123Subdomain(value: string): readonly string[] {
  return check(value, wildcardSubdomain);
}
export function isHTTPHeaderName(value: string): readonly string[] {
  return check(value, httpHeaderName);
}
export function isValidPercent(value: string): readonly string[] {
  return check(value, percent);
}

/** A label's key: a name, with a DNS subdomain and `/` before it if need be. */
export function isQualifiedName(value: string): readonly string[] {
  const slash = value.indexOf('/');
  if (slash < 0) return labelName(value);
  if (value.indexOf('/', slash + 1) >= 0) return [`a valid label key ${labelKeyName.mismatch} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const prefix = value.slice(0, slash);
  const prefixErrors = prefix === '' ? [emptyError()] : check(prefix, dns1123Subdomain).map((e) => (e === dns1123Subdomain.tooLong ? inBytes.subdomain : e));
  const nameErrors = labelName(value.slice(slash + 1));
  return prefixErrors.length === 0 ? nameErrors : [...prefixErrors.map((e) => `prefix part ${e}`), ...nameErrors];
}

function labelName(name: string): readonly string[] {
  const isLong = name.length > 21 && byteLength(name) > 63;
  const matches = labelKeyName.regex.test(name);
  if (matches && !isLong) return none;
  const errors: string[] = [];
  if (name === '') errors.push(`name part ${emptyError()}`);
  else if (isLong) errors.push(`name part ${inBytes.label}`);
  if (!matches) errors.push(`name part ${labelKeyName.mismatch}`);
  return errors;
}

export function isValidLabelValue(value: string): readonly string[] {
  return check(value, labelValue);
}

export function isEnvVarName(value: string): readonly string[] {
  return [...check(value, envVarName), ...hasChDirPrefix(value)];
}

/** What an environment variable may be called since 1.34: any printable ASCII but `=`. */
export function isRelaxedEnvVarName(value: string): readonly string[] {
  if (value === '') return [`environment variable name ${emptyError()}`];
  return /^[ -<>-~]+$/.test(value) ? none : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** The key of a ConfigMap or Secret. */
/** `acme.io/foo`: texts with the part that they are about. */
export function isDomainPrefixedPath(value: string): readonly (readonly [part: string, text: string])[] {
  const slash = value.indexOf('/');
  const [host, path] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)];
  if (slash < 1 || path === '') return [[value, 'must be a domain-prefixed path (such as "acme.io/foo")']];
  const errors = isDNS1123Subdomain(host).map((text) => [host, text] as const);
  return /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path) ? errors : [...errors, [path, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"]];
}

export function isConfigMapKey(value: string): readonly string[] {
  return [...check(value, configMapKey), ...hasChDirPrefix(value)];
}

function hasChDirPrefix(value: string): readonly string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : none;
}

/** The name of a container's or service's port (RFC 6335): at most 15 lower-case letters, digits and single hyphens. */
export function isValidPortName(port: string): readonly string[] {
  const errors: string[] = [];
  if (byteLength(port) > 15) errors.push(maxLenError(15));
  if (!/^[-a-z0-9]+$/.test(port)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(port)) errors.push('must contain at least one letter (a-z)');
  if (port.includes('--')) errors.push('must not contain consecutive hyphens');
  if (port.startsWith('-') || port.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function isInRange(value: number, min: number, max: number): readonly string[] {
  return value >= min && value <= max ? none : [inclusiveRangeError(min, max)];
}
export function isValidPortNum(port: number): readonly string[] {
  return isInRange(port, 1, 65535);
}
export function isValidUserID(uid: number): readonly string[] {
  return isInRange(uid, 0, 2147483647);
}
export function isValidGroupID(gid: number): readonly string[] {
  return isInRange(gid, 0, 2147483647);
}

/** A whole number without sign `+`, leading zeros or `-0`. */
export function isDecimalInteger(value: string): readonly string[] {
  if (value === '') return [emptyError()];
  return /^(0|-?[1-9][0-9]*)$/.test(value) ? none : ['must be a valid decimal integer in canonical form'];
}

/** A name that can be one segment of a URL's path. */
export function isPathSegmentName(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return isPathSegmentPrefix(name);
}
function isPathSegmentPrefix(name: string): readonly string[] {
  if (!name.includes('/') && !name.includes('%')) return [];
  return ['/', '%'].filter((c) => name.includes(c)).map((c) => `may not contain '${c}'`);
}

/** Whether and how an object's name is valid; `isPrefix` when something will be appended to it (generateName). */
export type ValidateName = (name: string, isPrefix: boolean) => readonly string[];

export const nameIsDNSSubdomain: ValidateName = (name, isPrefix) => isDNS1123Subdomain(isPrefix ? maskTrailingDash(name) : name);
export const nameIsDNSLabel: ValidateName = (name, isPrefix) => isDNS1123Label(isPrefix ? maskTrailingDash(name) : name);
export const pathSegmentName: ValidateName = (name, isPrefix) => (isPrefix ? isPathSegmentPrefix(name) : isPathSegmentName(name));

/** As upstream does: the last two characters give way to an `a`, since a generated suffix follows. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}
