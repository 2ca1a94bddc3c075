f() { local a=1 b=2; a=$((a+b)); echo $a; g; }; g() { echo "g sees $a"; }; f; echo "[$a]"
