mkdir t0; cd t0
( printf; echo $?; printf -- '--x\n'; printf '-n\n'; printf '%s' a b c; echo
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
