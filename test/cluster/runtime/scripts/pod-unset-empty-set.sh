unset x; x=${x:=5}; echo $x; echo ${y:=$x}; y=; echo ${y:-empty} ${y-set} ${y:+no}; : ${z?need z}; echo no
