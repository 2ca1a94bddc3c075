source /dev/null; echo $?; . /dev/null; echo ok; echo 'v=7' > lib.sh; . ./lib.sh; echo $v; . ./nolib.sh; echo no
