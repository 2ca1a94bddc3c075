echo $0; echo "$#"; (exit 7); echo "last: $?"; true; echo $?; ! false; echo $?; false | true; echo $?
