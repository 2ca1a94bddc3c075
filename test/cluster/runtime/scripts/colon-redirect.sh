: > empty; [ -s empty ] || echo empty; : ${X:=assigned}; echo $X
