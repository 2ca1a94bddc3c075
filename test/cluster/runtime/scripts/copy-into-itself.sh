mkdir -p a/b; touch a/f
cp -r a a/c; echo "rc $?"; find a | sort
mkdir z; cp -r . z; echo "rc $?"; find z | sort
touch f; cp f none/; echo "rc $?"; mv f none/; echo "rc $?"; cp f a nodir; echo "rc $?"; mv f z/f nodir; echo "rc $?"; ls
ln -s nowhere l; readlink -f l | sed 's/.*\///'; readlink -f nowhere; echo "rc $?"; dirname //a
set -- -q; getopts ab o; echo "$o ${OPTARG-unset}"; kill %3; echo "rc $?"; nc -l -p 99999; echo "rc $?"; printf 'a b\n_ c\n' | xargs -E _ echo
