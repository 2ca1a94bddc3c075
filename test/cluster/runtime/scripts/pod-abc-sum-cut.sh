echo abc | md5sum | cut -d' ' -f1; echo -n abc | sha256sum | cut -c1-8; echo abc | base64; echo YWJjCg== | base64 -d; echo abc | od -An -c; echo abc | hexdump -C | head -1
