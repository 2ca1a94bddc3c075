printf 'a b c' | xargs -n1 echo item; seq 1 3 | xargs; printf 'x\ny\n' | xargs -I{} echo "<{}>"
