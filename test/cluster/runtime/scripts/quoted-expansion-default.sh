x='a b'; set -- ${y:-$x}; echo $#; set -- "${y:-$x}"; echo $#; set -- ${y:-"$x"}; echo $#
