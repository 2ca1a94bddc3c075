set -e; trap 'echo cleanup' EXIT; mkdir d; cd d; touch f; cat nofile; echo no
