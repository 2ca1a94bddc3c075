mkdir t0; cd t0
( mkdir d; echo a > d/f; tar cf t.tar d; rm -r d; tar czf t.tgz d; tar cf; tar xf t.tar nosuch
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( mkdir d; echo a > d/f; tar cf t.tar d; rm -r d; tar czf t.tgz d; tar cf; tar tvf t.tar | awk '{print $1,$2,$NF}'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( mkdir d; echo a > d/f; tar cf t.tar d; rm -r d; tar czf t.tgz d; tar cf; tar cvf v.tar d; tar c d | tar t; tar cf e.tar nofile; tar -xOf t.tar d/f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( mkdir d; echo a > d/f; tar cf t.tar d; rm -r d; tar czf t.tgz d; tar cf; tar cvf v.tar d; tar c d | tar t; tar cf e.tar nofile; tar cf x.tar --exclude=f d; echo junk > j; tar tf j
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( echo hello > f; gzip f; gzip -c f | gunzip; gzip -k f; gzip f; gzip -d f.gz; gzip nofile; echo x > g; gzip -f f; gzip -t f.gz; echo junk > j.gz; gzip -l f.gz | wc -l; gzip -q; gzip -dc f.gz
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( echo hello > f; gzip f; gzip -c f | gunzip; gzip -k f; gzip f; gzip -d f.gz; gzip nofile; echo x > g; gzip -f f; gzip -t f.gz; echo junk > j.gz; gzip -l f.gz | wc -l; gzip -q; gzip -dc f.gz; echo a | gzip -d
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( echo hello > f; gzip f; gzip -c f | gunzip; gzip -k f; gzip f; gzip -d f.gz; gzip nofile; echo x > g; gzip -f f; gzip -t f.gz; echo junk > j.gz; gzip -l f.gz | wc -l; gzip -q; gzip -dc f.gz; cat g
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( truncate -s 10 f; truncate -s 5 f; truncate -s +3 f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( truncate -s 10 f; truncate -s 5 f; truncate -s +3 f; wc -c < f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( truncate -s 10 f; truncate -s 5 f; truncate -s +3 f; truncate; truncate -s x f; truncate -c -s 1 no; truncate f; truncate -s 1K f; mkfifo p; mkfifo p; mkfifo
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( truncate -s 10 f; truncate -s 5 f; truncate -s +3 f; truncate; truncate -s x f; truncate -c -s 1 no; truncate f; truncate -s 1K f; mkfifo p; mkfifo p; mkfifo; touch 'a b'; mkfifo -m 600 q; stat -c '%a %F' q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
