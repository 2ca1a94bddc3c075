// What a quantity means: bytes in both kinds of units, CPU as a share of a core.

/** A quantity as a number; undefined for what is none. Rounded, as it is for people. */
export function quantityNumber(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = match;
  return Number(`${digits}${exponent}`) * (factors[suffix] ?? 1);
}

const factors: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };

export function bytesWords(bytes: number): string {
  if (bytes < 1) return `${format(bytes)} bytes`;
  const units = (base: number, names: readonly string[]): string => {
    let value = bytes;
    let unit = 0;
    while (value >= base && unit < names.length - 1) [value, unit] = [value / base, unit + 1];
    return `${format(value)} ${names[unit] ?? ''}`;
  };
  const binary = units(1024, ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']);
  const decimal = units(1000, ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']);
  return binary === decimal ? binary : `${binary} = ${decimal}`;
}

export function cpuWords(cores: number): string {
  if (cores >= 1) return `${format(cores)} CPU ${cores === 1 ? 'core' : 'cores'}`;
  return `${format(cores * 100)} % of a CPU core`;
}

function format(value: number): string {
  return String(Number(value.toPrecision(4)));
}
