expr 2 + 3 \* 4; expr 'abc' : '.*'; expr length abcd; expr substr abcdef 2 3; expr 5 = 5; expr 1 \> 2; echo $?; expr a : b; echo $?; expr 7 % 0; echo $?
