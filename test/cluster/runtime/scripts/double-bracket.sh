x=hello; [[ $x == h* ]] && echo glob; [[ -n $x ]] && echo n; [[ $x == "h*" ]] || echo literal
