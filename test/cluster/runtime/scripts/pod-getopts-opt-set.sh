while getopts ":a:b" opt; do echo "$opt"; done; set -- -a 1 -b x; OPTIND=1; while getopts "a:b" o; do echo "$o=$OPTARG"; done; shift $((OPTIND-1)); echo "$1"
