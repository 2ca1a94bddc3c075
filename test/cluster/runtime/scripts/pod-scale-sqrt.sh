echo '1.5 + 2.25' | bc; echo 'scale=4; 22/7' | bc; echo '2^16' | bc; echo 'x=3; x^2 + 1' | bc; echo '10 > 5' | bc; echo 'sqrt(2)' | bc -l; echo '5 3 - p' | dc; echo 'scale=2; 100*1.1' | bc
