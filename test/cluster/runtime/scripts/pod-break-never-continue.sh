while :; do
  while :; do break 2; done
  echo never
done
for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done
