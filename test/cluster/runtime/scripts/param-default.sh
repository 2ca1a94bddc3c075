unset v; e=; echo "${v-A} ${v:-B} ${e-C} ${e:-D} ${v+E} ${e+F} ${e:+G}"; echo "${v:=set}" $v
