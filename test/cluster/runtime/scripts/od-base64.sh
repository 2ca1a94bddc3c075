printf 'AB\n' | od -An -tx1; echo hello | base64; echo aGVsbG8K | base64 -d; printf abc | md5sum; printf abc | sha256sum
