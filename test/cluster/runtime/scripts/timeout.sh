timeout 1 sleep 5; echo $?; timeout 5 echo quick; echo $?
