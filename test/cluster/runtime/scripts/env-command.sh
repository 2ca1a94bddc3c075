env -i X=1 /bin/sh -c 'echo $X'; env FOO=bar sh -c 'echo $FOO'; X=9 env | grep '^X='
