mkdir t0; cd t0
( mkdir; mkdir a; mkdir a; mkdir -p a; mkdir x/y; mkdir -p x/y/z; mkdir -m 700 m; mkdir -v v
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( mkdir; mkdir a; mkdir a; mkdir -p a; mkdir x/y; mkdir -p x/y/z; mkdir -m 700 m; mkdir -v v; mkdir -pv p/q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( mkdir; mkdir a; mkdir a; mkdir -p a; mkdir x/y; mkdir -p x/y/z; mkdir -m 700 m; mkdir -v v; mkdir -pv p/q; touch f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( mkdir; mkdir a; mkdir a; mkdir -p a; mkdir x/y; mkdir -p x/y/z; mkdir -m 700 m; mkdir -v v; mkdir -pv p/q; touch f; mkdir f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( mkdir; mkdir a; mkdir a; mkdir -p a; mkdir x/y; mkdir -p x/y/z; mkdir -m 700 m; mkdir -v v; mkdir -pv p/q; touch f; mkdir f; mkdir -p f/g; mkdir -q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( mkdir; mkdir a; mkdir a; mkdir -p a; mkdir x/y; mkdir -p x/y/z; mkdir -m 700 m; mkdir -v v; mkdir -pv p/q; touch f; mkdir f; mkdir -p f/g; mkdir -q; mkdir b c
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( touch
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( touch; touch a b
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( touch; touch a b; touch -c n
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( touch; touch a b; touch -c n; touch nodir/x; touch -d '2024-01-01 10:00:00' a; touch -t 202301010101 b; stat -c %Y b
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( touch; touch a b; touch -c n; touch nodir/x; touch -d '2024-01-01 10:00:00' a; touch -t 202301010101 b; touch -r a b; touch -d bad a
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( touch f; chmod 600 f; chmod +x f; chmod u=rw,g=r,o= f; chmod a-w f; chmod 999 f; chmod; chmod 644; chmod 644 nofile; chmod zz f; mkdir d; touch d/x; chmod -R 700 d; chmod -v 644 f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
( ln a; echo x > a; ln a b; ln -s a c; ln -s a c; ln -sf b c; ln nofile z; mkdir d; ln -s ../a d; ln -s nowhere dang; ln d hd; ln -sn d c2; ln -sfn a c2; readlink
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
( ln a; echo x > a; ln a b; ln -s a c; ln -s a c; ln -sf b c; ln nofile z; mkdir d; ln -s ../a d; ln -s nowhere dang; ln d hd; ln -sn d c2; ln -sfn a c2; link a k
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
