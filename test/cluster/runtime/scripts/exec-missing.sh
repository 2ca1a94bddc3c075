nosuchcommand arg; echo $?
