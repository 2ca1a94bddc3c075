exec 5>&1; echo to5 >&5; x=$(echo captured; echo direct >&5); echo "[$x]"; exec 5>&-; exec 6<<E
here
E
cat <&6; f() { echo in f; }; f > ff; cat ff; if true; then echo a; echo b; fi > blk; wc -l < blk; for i in 1 2; do echo $i; done > lp; cat lp; echo x | while read l; do echo "got $l"; done
