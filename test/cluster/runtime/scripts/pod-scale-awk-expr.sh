echo "5.5 + 2.1" | bc; echo "scale=2; 10/3" | bc; echo "2^8" | bc; echo $((10/3)); awk 'BEGIN{printf "%.3f\n", 10/3}'; expr 10 / 3; echo "7 % 3" | bc; echo "3 > 2" | bc
