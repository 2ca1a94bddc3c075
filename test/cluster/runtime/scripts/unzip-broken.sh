echo UEsDBBQAAAAIAGBFd10AiFkLCwAAABgAAAAFAAAAaC50eHTLSM3JyVfIQCe5AFBLAQIUAxQAAAAIAGBFd10AiFkLCwAAABgAAAAFAAAAAAAAAAAAAACkgQAAAABoLnR4dFBLBQYAAAAAAQABADMAAAAuAAAAAAA= | base64 -d > good.zip
echo UEsDBBQAAAAIAGBFd13/iFkLCwAAABgAAAAFAAAAaC50eHTLSM3JyVfIQCe5AFBLAQIUAxQAAAAIAGBFd13/iFkLCwAAABgAAAAFAAAAAAAAAAAAAACkgQAAAABoLnR4dFBLBQYAAAAAAQABADMAAAAuAAAAAAA= | base64 -d > bad.zip
for f in good bad; do unzip -p $f.zip; echo "$f $?"; unzip -t $f.zip > out; echo "test $?"; done
mkdir x; cd x; unzip -q ../bad.zip; echo "rc $?"; cat h.txt
unzip -qo ../good.zip h.txt; echo "rc $?"; crc32 h.txt; crc32 < h.txt; : | crc32
