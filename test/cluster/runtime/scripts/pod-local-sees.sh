a=1; f() { a=2; b=3; }; f; echo $a $b; (a=5); echo $a; g() { local a=9; h; }; h() { echo "h sees $a"; }; g; echo $a
