mkdir t0; cd t0
(
fallocate -l 1k z; wc -c < z; fallocate -l 2M y; ls -l y | awk '{print $5}'; fallocate z; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
echo secret > s; shred -u s; ls; shred nofile; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
ipcalc -bnmp 10.1.2.3/24; ipcalc -n 192.168.5.77 255.255.255.192; ipcalc -p 10.0.0.1 255.255.0.0; ipcalc 999.1; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
mknod pipe p; ls -l pipe | cut -c1; (echo through > pipe &) ; cat pipe
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
mkdir o in; echo A > in/a; echo B > in/b; ln -s a in/l; (cd in && find . | sort | cpio -o -H newc) > c.cpio 2>e; cat e; cpio -t < c.cpio; cd o; cpio -idmv < ../c.cpio; ls; cat b; readlink l
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
echo x > f; echo f | cpio -o -H newc > c 2>/dev/null; cpio -i < c; echo $?; rm f; cpio -i f < c; cat f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
nologin; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
echo hi | ts '[%Y]' | sed 's/20[0-9][0-9]/YYYY/'; printf 'a\nb\n' | ts -s; printf 'a\n' | ts -i
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
unzip nofile; echo $?; echo notzip > x.zip; unzip x.zip; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
