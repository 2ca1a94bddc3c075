exec 5>f5; echo a >&5; exec 5>&-; cat f5; exec 6<f5; read v <&6; echo $v; exec 6<&-; { echo b >&7; } 7>f7; cat f7; echo c 8>f8 >&8; cat f8
