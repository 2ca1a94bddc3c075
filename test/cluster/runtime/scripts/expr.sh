expr 3 + 4; expr 10 / 3; expr 2 '*' 5; expr abc : 'a\(.\)c'; expr length hello; expr 1 = 2; echo $?
