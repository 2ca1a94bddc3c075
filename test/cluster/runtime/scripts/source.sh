echo 'v=fromfile; f() { echo in f; }' > lib.sh; . ./lib.sh; echo $v; f
