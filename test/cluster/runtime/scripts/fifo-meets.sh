mkfifo p
timeout 1 sh -c 'echo nobody reads > p'; echo "rc $?"
cat p & echo one > p; wait
cat p & echo two > p; wait
(sleep 0.3; echo late > p) & read x < p; echo "$x"
exec 3<> p; echo own >&3; read y <&3; echo "$y"
