{ echo out; echo err >&2; } > both 2>&1; sort both
