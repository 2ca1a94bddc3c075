set -- -a -b val -c rest; while getopts ab:c o; do case $o in a) echo a;; b) echo "b=$OPTARG";; c) echo c;; esac; done; shift $((OPTIND-1)); echo "$@"
