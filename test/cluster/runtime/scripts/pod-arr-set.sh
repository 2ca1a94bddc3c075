arr="a b c"; set -- $arr; echo $#; while [ $# -gt 0 ]; do echo "arg: $1"; shift; done
