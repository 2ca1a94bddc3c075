mkdir t0; cd t0
( touch a; mkdir d; touch d/x; ls -Q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; ls
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e; rmdir e
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e; mkdir -p f/g
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e; mkdir -p f/g; rmdir f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e; mkdir -p f/g; rmdir -p f/g
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e; mkdir -p f/g; rmdir
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e; mkdir -p f/g; touch ff
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
( rm nofile; rm -f nofile; touch a; rm a; mkdir d; rm d; rm -r d; mkdir -p x/y; touch x/y/z; rm -rf x; rm -d nod; rm -rf; rm -q; touch r; rm -i r < /dev/null; rm -v r; rm -rf / 2>/dev/null --nosuch; rm .; rm -r ..; mkdir e; mkdir -p f/g; touch ff; rmdir ff
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
