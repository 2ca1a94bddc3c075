set -x; a=1; echo $a "two words"; [ $a = 1 ]
