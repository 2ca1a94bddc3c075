x=1; echo a | while read l; do x=2; done; echo $x
