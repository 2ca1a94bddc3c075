// The formats of strings that a schema may name: kube-openapi's strfmt, as far as structural schemas support them.
import { isDNS1123Subdomain } from '../meta/validation/names.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const uuidOf = (version: string): RegExp => new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?[${version === '3' ? '0-9a-f' : '89ab'}][0-9a-f]{3}-?[0-9a-f]{12}$`, 'i');
const dateTime = /^\d{4}-\d\d-\d\d[Tt ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:[Zz]|[+-]\d\d:?\d\d)$/;
const duration = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/;
const longDuration = /^(?:\d+\s*(?:ns|nano|nanosecond|us|\u00b5s|micro|microsecond|ms|milli|millisecond|s|sec|second|m|min|minute|h|hr|hour|d|day|w|wk|week)s?\s*)+$/i;
const hostname = /^[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*\.?$/i;

const formats: Readonly<Record<string, (value: string) => boolean>> = {
  bsonobjectid: (value) => /^[0-9a-f]{24}$/i.test(value),
  uri: (value) => /^(?:[a-z][a-z0-9+.-]*:|\/)[^\s]*$/i.test(value),
  email: (value) => /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(value),
  hostname: (value) => value.length <= 255 && hostname.test(value),
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: (value) => isCidr(value),
  mac: (value) => /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1)*[0-9a-f]{2}$/i.test(value) && [17, 23, 59].includes(value.length),
  uuid: (value) => uuid.test(value),
  uuid3: (value) => uuidOf('3').test(value),
  uuid4: (value) => uuidOf('4').test(value),
  uuid5: (value) => uuidOf('5').test(value),
  isbn: (value) => isIsbn10(value) || isIsbn13(value),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: (value) => /^[\d -]{13,25}$/.test(value) && isLuhn(value.replace(/\D/g, '')),
  ssn: (value) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(value),
  hexcolor: (value) => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(value),
  rgbcolor: (value) => /^rgb\(\s*(?:(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*,\s*){2}(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*\)$/.test(value),
  byte: (value) => base64.test(value),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value) && isDay(value),
  datetime: isDateTime,
  'date-time': isDateTime,
  duration: (value) => duration.test(value) || longDuration.test(value),
  'k8s-short-name': (value) => /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(value),
  'k8s-long-name': (value) => isDNS1123Subdomain(value).length === 0,
};

/** Numbers have formats too. */
const numberFormats: ReadonlySet<string> = new Set(['int32', 'int64', 'float', 'double', 'password']);

export function isKnownFormat(format: string): boolean {
  return numberFormats.has(format) || Object.hasOwn(formats, format) || Object.hasOwn(formats, format.replaceAll('-', ''));
}

/** True for formats that nobody knows: those say nothing. */
export function hasFormat(format: string, value: string): boolean {
  const check = Object.hasOwn(formats, format.replaceAll('-', '')) ? formats[format.replaceAll('-', '')] : Object.hasOwn(formats, format) ? formats[format] : undefined;
  return check?.(value) ?? true;
}

function isDay(value: string): boolean {
  const day = value.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

function isDateTime(value: string): boolean {
  const [, hours, minutes, seconds] = dateTime.exec(value) ?? [];
  return hours !== undefined && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60 && isDay(value);
}

function isIPv4(value: string): boolean {
  return /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(value) && value.split('.').every((part) => Number(part) < 256);
}

function isIPv6(value: string): boolean {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(value);
  const text = embedded === null ? value : isIPv4(embedded[2] ?? '') ? `${embedded[1] ?? ''}0:0` : 'x';
  if (!/^[0-9a-f:]*$/i.test(text) || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (halves.length === 2 ? groups.length < 8 : groups.length === 8);
}

function isCidr(value: string): boolean {
  const [address = '', bits = '', ...more] = value.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

function isIsbn10(value: string): boolean {
  const text = value.replace(/[\s-]/g, '');
  if (!/^\d{9}[\dX]$/.test(text)) return false;
  return [...text].reduce((sum, char, i) => sum + (char === 'X' ? 10 : Number(char)) * (10 - i), 0) % 11 === 0;
}

function isIsbn13(value: string): boolean {
  const text = value.replace(/[\s-]/g, '');
  return /^\d{13}$/.test(text) && [...text].reduce((sum, char, i) => sum + Number(char) * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

function isLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, char, i) => {
    const doubled = Number(char) * (i % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits.length >= 13 && sum % 10 === 0;
}
