// A string as a scalar of YAML.

/** As YAML has to write a string. */
export function quoted(value: string): string {
  return /^[A-Za-z/][\w./:@-]*$/.test(value) && !/^(?:y|n|yes|no|true|false|on|off|null)$/i.test(value) && !value.endsWith(':') ? value : JSON.stringify(value);
}
