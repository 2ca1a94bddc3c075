set -u; echo "${x:-default}"; echo $undefined_variable; echo never
