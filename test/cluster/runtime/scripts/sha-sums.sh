printf abc > f; md5sum f; sha1sum f; sha256sum f; sha512sum f; md5sum f > s; md5sum -c s; echo x >> f; md5sum -c s 2>/dev/null; echo $?; printf "" | sha512sum
