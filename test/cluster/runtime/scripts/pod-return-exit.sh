f() { return $1; }; f 3; echo $?; f 256; echo $?; f 300; echo $?; (exit 300); echo $?; f -1; echo $?
