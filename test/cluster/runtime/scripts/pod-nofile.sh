echo 1 > f; echo 2 >> f; cat f f | wc -l; cat < f > g; cat g; cat f - < g; cat <f; >f; wc -c f; echo x | cat - f; cat f nofile g; echo $?
