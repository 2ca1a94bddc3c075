x=$(exit 3); echo $?; y=`false`; echo $?; echo $(exit 9)$?
