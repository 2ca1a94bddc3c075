// IP addresses and CIDRs as the API checks them: k8s.io/apimachinery/pkg/util/validation/ip.go over k8s.io/utils/net's sloppy parsers.
import { type FieldError, invalid } from '../../field/error.ts';
import { goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';

/** An address as written: its 16 bytes (IPv4 as IPv4-mapped) and how it was spelled. */
interface ParsedIP {
  readonly bytes: readonly number[];
  readonly isIPv6Text: boolean;
  /** A decimal octet or hexadecimal group has zeros too many, which only the sloppy parsers take. */
  readonly hasLeadingZeros: boolean;
}
interface ParsedCIDR {
  readonly ip: ParsedIP;
  readonly prefixLength: number;
  /** 32 or 128, by the spelling. */
  readonly bits: number;
  readonly hasLeadingZeros: boolean;
}

const mappedPrefix: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** `netutils.ParseIPSloppy`. */
export function parseIP(text: string): ParsedIP | undefined {
  if (text.includes(':')) return parseIPv6(text);
  const octets = parseIPv4(text);
  return octets && { bytes: [...mappedPrefix, ...octets.bytes], isIPv6Text: false, hasLeadingZeros: octets.hasLeadingZeros };
}

function parseIPv4(text: string): { bytes: number[]; hasLeadingZeros: boolean } | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^\d+$/.test(p) && Number(p) <= 255)) return undefined;
  return { bytes: parts.map(Number), hasLeadingZeros: parts.some((p) => p.length > 1 && p.startsWith('0')) };
}

function parseIPv6(text: string): ParsedIP | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (head === undefined) return undefined;
  const front = groupBytes(head, tail === undefined);
  const back = groupBytes(tail ?? [], true);
  if (front === undefined || back === undefined) return undefined;
  const missing = 16 - front.bytes.length - back.bytes.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return { bytes: [...front.bytes, ...new Array<number>(missing).fill(0), ...back.bytes], isIPv6Text: true, hasLeadingZeros: front.hasLeadingZeros || back.hasLeadingZeros };
}

/** The bytes of groups between colons; the last one may be an IPv4 address. */
function groupBytes(groups: readonly string[], mayEndInIPv4: boolean): { bytes: number[]; hasLeadingZeros: boolean } | undefined {
  const bytes: number[] = [];
  let hasLeadingZeros = false;
  for (const [i, group] of groups.entries()) {
    if (mayEndInIPv4 && i === groups.length - 1 && group.includes('.')) {
      const octets = parseIPv4(group);
      if (octets === undefined) return undefined;
      bytes.push(...octets.bytes);
      hasLeadingZeros ||= octets.hasLeadingZeros;
      continue;
    }
    const value = /^[0-9a-fA-F]+$/.test(group) ? parseInt(group, 16) : Infinity;
    if (value > 0xffff) return undefined;
    hasLeadingZeros ||= group.length > 4;
    bytes.push(value >> 8, value & 0xff);
  }
  return { bytes, hasLeadingZeros };
}

/** Whether the address is IPv4, written as such or mapped into IPv6. */
export function isIPv4(ip: ParsedIP): boolean {
  return mappedPrefix.every((b, i) => ip.bytes[i] === b);
}

/** `net.IP.String()`: RFC 5952, mapped addresses as IPv4. */
export function ipString(bytes: readonly number[]): string {
  if (mappedPrefix.every((b, i) => bytes[i] === b)) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const texts = groups.map((g) => g.toString(16));
  if (best.length < 2) return texts.join(':');
  return `${texts.slice(0, best.start).join(':')}::${texts.slice(best.start + best.length).join(':')}`;
}

function strictIP(path: FieldPath, value: string): { ip: ParsedIP | undefined; errors: FieldError[] } {
  const ip = parseIP(value);
  if (ip === undefined) return { ip, errors: [invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')] };
  const errors: FieldError[] = [];
  if (ip.hasLeadingZeros) errors.push(invalid(path, value, 'must not have leading 0s'));
  else if (ip.isIPv6Text && isIPv4(ip)) errors.push(invalid(path, value, 'must not be an IPv4-mapped IPv6 address'));
  return { ip, errors };
}

/** For fields older than strict checks: any spelling, but no leading zeros and no mapped addresses; `validOld` are taken as they are. */
export function isValidIPForLegacyField(path: FieldPath, value: string, validOld: readonly string[] = []): FieldError[] {
  return validOld.includes(value) ? [] : strictIP(path, value).errors;
}

/** The canonical spelling only. */
export function isValidIP(path: FieldPath, value: string): FieldError[] {
  const { ip, errors } = strictIP(path, value);
  if (ip === undefined || errors.length > 0) return errors;
  const canonical = ipString(ip.bytes);
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${goQuote(canonical)})`)];
}

/** Advice about spellings that a legacy field takes. */
export function getWarningsForIP(path: FieldPath, value: string): string[] {
  const ip = parseIP(value);
  if (ip === undefined) return [];
  const canonical = ipString(ip.bytes);
  if (ip.hasLeadingZeros || (ip.isIPv6Text && isIPv4(ip))) return [`${path.toString()}: non-standard IP address ${goQuote(value)} is invalid: use ${goQuote(canonical)}`];
  if (ip.isIPv6Text && canonical !== value) return [`${path.toString()}: IPv6 address ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(canonical)})`];
  return [];
}

/** `netutils.ParseCIDRSloppy`. */
export function parseCIDR(text: string): ParsedCIDR | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const ip = parseIP(text.slice(0, slash));
  const prefix = text.slice(slash + 1);
  if (ip === undefined || !/^\d+$/.test(prefix)) return undefined;
  const bits = ip.isIPv6Text ? 128 : 32;
  const prefixLength = Number(prefix);
  if (prefixLength > bits) return undefined;
  return { ip, prefixLength, bits, hasLeadingZeros: ip.hasLeadingZeros || (prefix.length > 1 && prefix.startsWith('0')) };
}

/** The network's address: the bits beyond the prefix cleared. */
export function maskedBytes({ ip, prefixLength, bits }: ParsedCIDR): number[] {
  const kept = prefixLength + 128 - bits;
  return ip.bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, kept - 8 * i))) & 0xff);
}

/** `net.IPNet.String()`. */
function cidrString(cidr: ParsedCIDR): string {
  return `${ipString(maskedBytes(cidr))}/${cidr.prefixLength}`;
}

function strictCIDR(path: FieldPath, value: string): { cidr: ParsedCIDR | undefined; errors: FieldError[] } {
  const cidr = parseCIDR(value);
  if (cidr === undefined) return { cidr, errors: [invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')] };
  if (cidr.hasLeadingZeros) return { cidr, errors: [invalid(path, value, 'must not have leading 0s in IP or prefix length')] };
  if (cidr.ip.isIPv6Text && isIPv4(cidr.ip)) return { cidr, errors: [invalid(path, value, 'must not have an IPv4-mapped IPv6 address')] };
  const masked = maskedBytes(cidr);
  const hasHostBits = masked.some((byte, i) => byte !== cidr.ip.bytes[i]);
  return { cidr, errors: hasHostBits ? [invalid(path, value, 'must not have bits set beyond the prefix length')] : [] };
}

/** The canonical spelling of a network only. */
export function isValidCIDR(path: FieldPath, value: string): FieldError[] {
  const { cidr, errors } = strictCIDR(path, value);
  if (cidr === undefined || errors.length > 0) return errors;
  const canonical = cidrString(cidr);
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${goQuote(canonical)})`)];
}

/** Advice about spellings that a legacy field takes. */
export function getWarningsForCIDR(path: FieldPath, value: string): string[] {
  const cidr = parseCIDR(value);
  if (cidr === undefined) return [];
  const canonical = cidrString(cidr);
  const warnings: string[] = [];
  const masked = maskedBytes(cidr);
  if (masked.some((byte, i) => byte !== cidr.ip.bytes[i])) {
    const single = `${ipString(cidr.ip.bytes)}/${cidr.bits}`;
    warnings.push(`${path.toString()}: CIDR value ${goQuote(value)} is ambiguous in this context (should be ${goQuote(canonical)} or ${goQuote(single)}?)`);
  }
  if (cidr.hasLeadingZeros || (cidr.ip.isIPv6Text && isIPv4(cidr.ip))) warnings.push(`${path.toString()}: non-standard CIDR value ${goQuote(value)} is invalid: use ${goQuote(canonical)}`);
  const written = `${ipString(cidr.ip.bytes)}/${cidr.prefixLength}`;
  if (warnings.length === 0 && cidr.ip.isIPv6Text && written !== value) warnings.push(`${path.toString()}: IPv6 CIDR value ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(written)})`);
  return warnings;
}
