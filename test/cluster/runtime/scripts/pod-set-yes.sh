set -x
a=1
echo $a
[ $a = 1 ] && echo yes
for i in 1; do echo $i; done
set +x
