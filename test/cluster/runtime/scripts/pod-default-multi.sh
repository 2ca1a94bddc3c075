echo "$(echo "$(echo "a b")" | wc -w)"; echo $(( $(echo 3) + $(echo 4) )); echo "${x:-$(echo default)}"; y=$(echo "multi
