a=1; a=2 sh -c 'echo $a'; echo $a; a=3 eval 'echo $a'; echo $a; f() { echo "f:$a"; }; a=4 f; echo $a
