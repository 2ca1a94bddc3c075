file="report-2024-01-15.tar.gz"; d=${file#report-}; d=${d%.tar.gz}; IFS=-; set -- $d; echo "y=$1 m=$2 d=$3"; unset IFS; echo "${file%%-*}" "${file##*.}"
