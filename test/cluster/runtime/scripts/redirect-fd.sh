exec 3> f; echo to3 >&3; exec 3>&-; cat f; exec 4< f; read l <&4; echo $l
