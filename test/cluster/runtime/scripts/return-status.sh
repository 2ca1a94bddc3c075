f() { return; }; false; f; echo $?; g() { true; return 2; }; g; echo $?
