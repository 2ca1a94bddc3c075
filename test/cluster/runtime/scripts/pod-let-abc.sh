echo {1..3}; echo $((2**10)); let x=2+3; echo $x; echo "${x^^}"; y=abc; echo "${y^^}"
